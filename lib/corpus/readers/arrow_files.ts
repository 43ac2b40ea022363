/**
 * The Arrow files of what `save_to_disk` wrote.
 *
 * @module
 */
import { unparsable, wrongKind } from "../../errors.ts";
import { readText } from "../../text/read_text.ts";
import { type FileKind, type SourceFile, sourceFiles } from "./source_files.ts";

const ARROW: FileKind = { pattern: /\.arrow$/i, called: ".arrow" };

/** Files of one folder, in their order. */
export interface ArrowFolder {
  readonly files: readonly SourceFile[];
  /** Names of the classes of a column of numbers; undefined where it has none. */
  classes(column: string): readonly string[] | undefined;
}

/**
 * The files below a path, folder by folder. Where a folder has a state.json, only the files that it lists are its own
 * (the others are caches), and a missing one is reported.
 *
 * @throws {TypeError} when there are none, or a folder's rows were reordered without rewriting them.
 * @throws {SyntaxError} when state.json or dataset_info.json cannot be parsed.
 */
export async function arrowFolders(
  path: string,
  report: (where: string, message: string) => void,
): Promise<ArrowFolder[]> {
  const found = await sourceFiles(path, [ARROW], report), folders = new Map<string, SourceFile[]>();
  for (const file of found) {
    const folder = file.path.slice(0, -file.parts.at(-1)!.length);
    folders.set(folder, [...folders.get(folder) ?? [], file]);
  }
  // One file by its own name is read as it is.
  const alone = found.length === 1 && found[0].path === path;
  const result: ArrowFolder[] = [];
  for (const [folder, files] of folders) {
    const state = alone ? undefined : await json(`${folder}state.json`);
    const own = state === undefined ? files : listed(folder, state, files, report);
    const info = await json(`${folder}dataset_info.json`);
    result.push({ files: own, classes: (column) => classNames(info, column) });
  }
  return result;
}

type Json = Record<string, unknown>;

async function json(path: string): Promise<Json | undefined> {
  try {
    await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
  }
  try {
    const value: unknown = JSON.parse(await readText(path));
    if (isObject(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw unparsable(`${path}: not a JSON object; make the dataset again with save_to_disk`);
}

function listed(
  folder: string,
  state: Json,
  files: readonly SourceFile[],
  report: (where: string, message: string) => void,
): SourceFile[] {
  const { _data_files: names, _indices_data_files: indices, _indices_files: older } = state;
  if (indices || (Array.isArray(older) && older.length > 0)) {
    throw wrongKind(
      `${folder}state.json: its rows were reordered by an index; call flatten_indices() and save it again`,
    );
  }
  if (!Array.isArray(names)) throw unparsable(`${folder}state.json: wanted a list "_data_files"`);
  const byName = new Map(files.map((file) => [file.parts.at(-1)!, file]));
  return names.flatMap((entry: unknown) => {
    const name = isObject(entry) ? entry.filename : undefined;
    const file = typeof name === "string" ? byName.get(name) : undefined;
    if (file === undefined) {
      report(`${folder}state.json`, `the file ${JSON.stringify(name)} that it lists is not there`);
    }
    return file ?? [];
  });
}

/** Names of classes as datasets' `ClassLabel` has them; the column's path leads through structures. */
function classNames(info: Json | undefined, column: string): readonly string[] | undefined {
  let feature: unknown = info?.features;
  for (const name of column.split(".")) {
    feature = isObject(feature) && Object.hasOwn(feature, name) ? feature[name] : undefined;
  }
  if (!isObject(feature) || feature._type !== "ClassLabel" || !Array.isArray(feature.names)) return undefined;
  return feature.names.map(String);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
