/**
 * Aioli: Skill-It's graphs of how training on one group lowers the loss of another.
 *
 * @module
 */
import { unparsable } from "../../errors.ts";
import { writeCsv } from "../csv.ts";
import { decodeNpy } from "../decode_npy.ts";
import { pythonFloat } from "./python_float.ts";
import { pythonJson } from "./python_json.ts";
import type { Recipe } from "./recipe.ts";
import { sha256 } from "../../text/sha256.ts";

const FOLDER = "skillit_graphs";
const GROUPS = [["arxiv", "book", "stackexchange"], ["arxiv", "stackexchange"]];
const SEEDS = [0, 1, 2, 3, 4];

const GRAPHS = GROUPS.flatMap((groups) =>
  SEEDS.map((seed) => ({ groups, seed, path: `${FOLDER}/slimpj_${groups.join("_")}_normalized_seed_${seed}.npy` }))
);
const PATHS = GRAPHS.map(({ path }) => path);
const HEADER = ["m", "seed", "train_group", "eval_group", "relative_loss_reduction", "source_file"];

type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** The relative loss drop (L_start − L_end) / L_start: row = training group, column = evaluation group. */
export const AIOLI_GRAPHS: readonly Recipe[] = [
  { makes: "aioli/skillit_graphs.json", from: PATHS, make: asJson },
  { makes: "aioli/skillit_graphs.csv", from: PATHS, make: asCsv },
];

function matrix(files: Files, path: string, m: number): Float64Array[] {
  const { shape, data, type } = decodeNpy(files.get(path)!, path);
  if (type !== "float64") throw unparsable(`${path}: wanted numbers of the type float64, got ${type}`);
  if (shape.length !== 2 || shape[0] !== m || shape[1] !== m) {
    throw unparsable(`${path}: wanted ${m} × ${m} numbers, got ${shape.join(" × ")}`);
  }
  return Array.from({ length: m }, (_, i) => data.slice(i * m, (i + 1) * m));
}

async function asJson(files: Files): Promise<string> {
  const graphs = GRAPHS.map(async ({ groups, seed, path }) =>
    [path.slice(FOLDER.length + 1), {
      groups,
      seed,
      dtype: "float64",
      shape: [groups.length, groups.length],
      row_meaning: "training group",
      col_meaning: "evaluation group",
      matrix: matrix(files, path, groups.length),
      sha256: await sha256(files.get(path)!),
    }] as const
  );
  return pythonJson(new Map(await Promise.all(graphs)), 1);
}

function asCsv(files: Files): string {
  const rows = GRAPHS.flatMap(({ groups, seed, path }) =>
    matrix(files, path, groups.length).flatMap((row, i) =>
      groups.map((group, j) => [String(groups.length), String(seed), groups[i], group, pythonFloat(row[j]), path])
    )
  );
  return writeCsv([HEADER, ...rows], "\r\n");
}
