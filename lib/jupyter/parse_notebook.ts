/**
 * Reads the text of a notebook's file, strictly: nbformat 4.0 to 4.5.
 *
 * @module
 */
import { unparsable } from "../errors.ts";
import { isObject, type Json, type JsonObject, told } from "./json.ts";
import { lineOf } from "./json_place.ts";
import type { Cell, Notebook, Output } from "./notebook.ts";

/** Where a value stands: names and positions from the root. */
type Path = readonly (string | number)[];
type Wrong = (path: Path, wanted: string, value: Json | undefined) => SyntaxError;

/**
 * A notebook out of the text of its file.
 *
 * Cells of files before 4.5 have no ids: they get `cell-01`, `cell-02`, … by their place.
 *
 * @param name how messages call the file.
 * @throws {SyntaxError} with name:line when it is no JSON, no notebook or one of another kernel.
 */
export function parseNotebook(text: string, name: string): Notebook {
  const root = json(text, name);
  const wrong: Wrong = (path, wanted, value) => {
    const what = path.map((step) => typeof step === "number" ? `[${step}]` : `.${step}`).join("").slice(1);
    return unparsable(`${name}:${lineOf(text, path)}: ${what || "notebook"}: wanted ${wanted}, got ${told(value)}`);
  };
  if (!isObject(root)) throw wrong([], "an object with cells", root);
  if (root.nbformat !== 4) throw wrong(["nbformat"], "4 (save it anew with a newer Jupyter)", root.nbformat);
  const metadata = objectAt(root.metadata, ["metadata"], wrong);
  const kernel = isObject(metadata.kernelspec) ? metadata.kernelspec.name : undefined;
  if (kernel !== "deno") throw wrong(["metadata", "kernelspec", "name"], 'the kernel "deno"', kernel);
  if (!Array.isArray(root.cells)) throw wrong(["cells"], "a list of cells", root.cells);
  const cells = root.cells.map((cell, n) => readCell(cell, ["cells", n], wrong));
  const places = new Map<string, number>();
  for (const [n, { id }] of cells.entries()) {
    const before = places.get(id);
    if (before !== undefined) throw wrong(["cells", n, "id"], `an id of its own (cell ${before + 1} has it)`, id);
    places.set(id, n);
  }
  return { metadata, cells };
}

function json(text: string, name: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error, place = /\(line (\d+) column (\d+)\)/.exec(message);
    const [line, column] = place ? [place[1], place[2]] : [text.split("\n").length, 1];
    throw unparsable(`${name}:${line}:${column}: wanted a notebook in JSON: ${message.replace(/ \(line .*/, "")}`);
  }
}

function readCell(cell: Json, path: Path, wrong: Wrong): Cell {
  if (!isObject(cell)) throw wrong(path, "an object", cell);
  const n = path[1] as number, id = cell.id ?? `cell-${String(n + 1).padStart(2, "0")}`;
  if (typeof id !== "string" || !/^[\w-]{1,64}$/.test(id)) {
    throw wrong([...path, "id"], "1 to 64 letters, digits, - or _", id);
  }
  const metadata = objectAt(cell.metadata, [...path, "metadata"], wrong);
  const { tags = [] } = metadata;
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === "string")) {
    throw wrong([...path, "metadata", "tags"], "a list of texts", tags);
  }
  const common = { id, metadata, source: textAt(cell.source, [...path, "source"], wrong) };
  const kind = cell.cell_type;
  if (kind === "markdown" || kind === "raw") {
    if (cell.attachments === undefined) return { kind, ...common };
    return { kind, ...common, attachments: objectAt(cell.attachments, [...path, "attachments"], wrong) };
  }
  if (kind !== "code") throw wrong([...path, "cell_type"], "code, markdown or raw", kind);
  const { execution_count: count = null, outputs } = cell;
  if (count !== null && !(Number.isSafeInteger(count) && count as number >= 0)) {
    throw wrong([...path, "execution_count"], "a whole number or null", count);
  }
  if (!Array.isArray(outputs)) throw wrong([...path, "outputs"], "a list of outputs", outputs);
  return {
    kind,
    ...common,
    executionCount: count as number | null,
    outputs: outputs.map((output, k) => readOutput(output, [...path, "outputs", k], wrong)),
  };
}

function readOutput(output: Json, path: Path, wrong: Wrong): Output {
  if (!isObject(output)) throw wrong(path, "an object", output);
  const kind = output.output_type;
  if (kind === "stream") {
    const { name } = output;
    if (name !== "stdout" && name !== "stderr") throw wrong([...path, "name"], "stdout or stderr", name);
    return { kind, name, text: textAt(output.text, [...path, "text"], wrong) };
  }
  if (kind === "error") {
    const { ename, evalue, traceback } = output;
    if (typeof ename !== "string") throw wrong([...path, "ename"], "a text", ename);
    if (typeof evalue !== "string") throw wrong([...path, "evalue"], "a text", evalue);
    if (!Array.isArray(traceback)) throw wrong([...path, "traceback"], "a list of texts", traceback);
    const lines = traceback.map((line, k) => textAt(line, [...path, "traceback", k], wrong));
    return { kind, name: ename, message: evalue, traceback: lines };
  }
  if (kind !== "display_data" && kind !== "execute_result") {
    throw wrong([...path, "output_type"], "stream, display_data, execute_result or error", kind);
  }
  const bundle = objectAt(output.data, [...path, "data"], wrong), data: JsonObject = {};
  for (const [type, value] of Object.entries(bundle)) {
    data[type] = isJson(type) ? value : textAt(value, [...path, "data", type], wrong);
  }
  return { kind, data, metadata: objectAt(output.metadata, [...path, "metadata"], wrong) };
}

function isJson(type: string): boolean {
  return type === "application/json" || type.endsWith("+json");
}

function objectAt(value: Json | undefined, path: Path, wrong: Wrong): JsonObject {
  if (isObject(value)) return value;
  throw wrong(path, "an object", value);
}

function textAt(value: Json | undefined, path: Path, wrong: Wrong): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((line) => typeof line === "string")) return value.join("");
  throw wrong(path, "a text or a list of lines", value);
}
