/**
 * Mixtures of a sweep from files: rows of shares (text or .npy), the shares of a table of runs, or mixture files.
 *
 * @module
 */
import { got, outOfRange, unparsable } from "../errors.ts";
import type { DesignedMixture } from "../designs/design.ts";
import { coincide } from "../designs/coincide.ts";
import { numbered } from "../designs/numbered.ts";
import { sharesOption } from "../methods/shares_option.ts";
import { parseMixtureRows } from "../mixture/mixture_rows.ts";
import { rowOf } from "../numerics/matrix.ts";
import { buildTable } from "../tables/build_table.ts";
import { parseCsv } from "../tables/csv.ts";
import { decodeNpy } from "../tables/decode_npy.ts";
import { isDmlLog } from "../tables/dml_log.ts";
import { type Column, gridOf } from "../tables/grid.ts";
import { readTable } from "../tables/read_table.ts";
import { regmixRoles } from "../tables/regmix.ts";
import type { RunTable } from "../tables/run_table.ts";
import { LARGEST_FILE, readBytes, readText } from "../text/read_text.ts";
import { listOption } from "./option_values.ts";
import { optionFromText } from "./mix_option_values.ts";

/** Mixtures with names, and notes. */
export interface MixtureFiles {
  readonly mixtures: readonly DesignedMixture[];
  readonly notes: readonly string[];
}

const MIXTURE_FILE = /\.(json|ya?ml|pkl)$/i;

/**
 * Reads mixtures over these domains.
 *
 * @param paths one file, or mixture files between commas.
 * @throws {TypeError | SyntaxError | RangeError} naming file and place.
 */
export async function readMixtures(paths: string, domains: readonly string[]): Promise<MixtureFiles> {
  if (MIXTURE_FILE.test(paths)) return { mixtures: await mixtureFiles(paths, domains), notes: [] };
  if (/\.npy$/i.test(paths)) return { mixtures: await matrixFile(paths, domains), notes: [] };
  const isFolder = await Deno.stat(paths).then(({ isDirectory }) => isDirectory, () => false);
  if (isFolder) return ofTable(await readTable(paths, { domains }));
  const text = await readText(paths), first = text.split(/\r?\n/).find((line) => line.trim() !== "") ?? "";
  if (isDmlLog(text)) return ofTable(await readTable(paths, { domains }));
  if (first === "" || first.split(",").some((cell) => cell.trim() !== "" && Number.isFinite(Number(cell)))) {
    return { mixtures: ofRows(parseMixtureRows(text, paths), paths, domains), notes: [] };
  }
  return ofTable(sharesOf(text, paths, domains));
}

/** Rows by their numbers. */
function ofRows(rows: readonly ArrayLike<number>[], file: string, domains: readonly string[]): DesignedMixture[] {
  if (rows[0].length !== domains.length) {
    throw outOfRange(
      `${file}: wanted ${domains.length} shares a line (${domains.join(", ")}), got ${rows[0].length}`,
    );
  }
  rows.forEach((row, n) => {
    const twin = rows.findIndex((other) => coincide(other, row));
    if (twin < n) throw outOfRange(`${file}: row ${n + 1} is row ${twin + 1} again; leave it out`);
  });
  return numbered(rows.length).map((id, n) => ({ id, shares: Array.from(rows[n]) }));
}

async function matrixFile(file: string, domains: readonly string[]): Promise<DesignedMixture[]> {
  const { shape, data } = decodeNpy(await readBytes(file, LARGEST_FILE), file), [rows, columns] = shape;
  if (shape.length !== 2 || rows === 0) {
    throw unparsable(`${file}: wanted a matrix, a mixture a row, got the shape ${got(shape.join(" × "))}`);
  }
  return ofRows(
    Array.from({ length: rows }, (_, n) => data.subarray(n * columns, (n + 1) * columns)),
    file,
    domains,
  );
}

async function mixtureFiles(paths: string, domains: readonly string[]): Promise<DesignedMixture[]> {
  const files = listOption("mixtures", paths)!, names = files.map(stem);
  const mixtures: DesignedMixture[] = [];
  for (const [n, file] of files.entries()) {
    const shares = await optionFromText("mixtures", { kind: "mixture", help: "" }, file);
    // Files of one name in several folders go by their paths.
    const id = names.filter((name) => name === names[n]).length === 1 ? names[n] : file;
    mixtures.push({ id, shares: [...sharesOption(file, shares, domains)] });
  }
  mixtures.forEach(({ shares }, n) => {
    const twin = mixtures.findIndex((other) => coincide(other.shares, shares));
    if (twin < n) throw outOfRange(`${files[n]}: it is the mixture of ${files[twin]} again; leave it out`);
  });
  return mixtures;
}

function stem(file: string): string {
  return file.replace(/^.*[/\\]/, "").replace(MIXTURE_FILE, "");
}

/** A table of shares whose losses, if it has any, are not looked at. */
function sharesOf(text: string, file: string, domains: readonly string[]): RunTable {
  const grid = regmixRoles(gridOf(parseCsv(text, file)));
  // Tables have losses: a column of zeros stands in for them.
  const none: Column = {
    name: "",
    cell: () => "0",
    at: (row) => grid.columns[0].at(row),
    role: { kind: "loss", name: "" },
  };
  return buildTable({ ...grid, columns: [...grid.columns, none] }, { domains, targets: [""] });
}

/** Each mixture of a table once, by the name of its run. */
function ofTable({ shares, runs, notes, source }: RunTable): MixtureFiles {
  const mixtures: DesignedMixture[] = [], again: string[] = [];
  runs.forEach(({ id }, n) => {
    const own = [...rowOf(shares, n)], named = mixtures.find((one) => one.id === id);
    const twin = mixtures.find((one) => coincide(one.shares, own));
    if (named !== undefined && named !== twin) {
      throw outOfRange(`${source}: run ${id} has two mixtures; give its rows names of their own`);
    }
    if (twin === undefined) mixtures.push({ id, shares: own });
    else if (twin.id !== id) again.push(`${id} left out: it is the mixture of ${twin.id}`);
  });
  const seeds = runs.length - mixtures.length - again.length;
  const merged = seeds === 0 ? [] : [`${seeds} of ${runs.length} rows of ${source} have the mixture of a row before`];
  return { mixtures, notes: [...notes, ...merged, ...again] };
}
