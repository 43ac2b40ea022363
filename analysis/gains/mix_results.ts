/**
 * What `deno task mix` writes into its folder, as the tables that gains are computed from: a row a method, seed and split with
 * the losses of the final run and the mixture that the method found; and the rounds of all runs.
 *
 * @module
 */
import { join } from "node:path";
import { outOfRange, unparsable } from "../../lib/errors.ts";
import { matrix } from "../../lib/numerics/matrix.ts";
import type { RunKey, RunTable } from "../../lib/tables/run_table.ts";
import { count, finite, list, object } from "../../lib/text/json_values.ts";
import { readText } from "../../lib/text/read_text.ts";
import { ON_TOP } from "./on_top.ts";
import type { Round } from "./rounds.ts";

/**
 * Results of comparisons.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { MixResults } from "@mixlab/mixlab/analysis";
 * import { parseTable } from "@mixlab/mixlab";
 *
 * const table = parseTable("run,seed,method,setting,split,share:a,share:b,loss:a\nx,0,x,short,test,0.5,0.5,2\n");
 * const results: MixResults = { table, rounds: [] };
 * equal(results.table.runs[0].labels.setting, "short");
 * ```
 */
export interface MixResults {
  /** A row a method, seed and split. Aioli behind another method is called METHOD+aioli. */
  readonly table: RunTable;
  /** What methods decided on, run by run; of runs with many rounds every fifth. */
  readonly rounds: readonly Round[];
}

/** Rounds of a run from which on only every fifth is kept. */
const MANY = 50, EVERY = 5;

/**
 * Reads the folders that `deno task mix --out` wrote.
 *
 * @param settings folders by the name of their setting, of runs over the same domains and targets.
 * @throws {TypeError} when a file cannot be read, or is not what mix writes.
 * @throws {SyntaxError} when a file is no JSON.
 * @throws {RangeError} when folders differ in domains or targets, or there is none.
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * import { gainsOf, readMixResults } from "@mixlab/mixlab/analysis";
 *
 * const compare = async (folder: string) => gainsOf((await readMixResults({ mine: [folder] })).table);
 * await rejects(compare("/no/such/folder"), /result\.json/);
 * ```
 */
export async function readMixResults(settings: Readonly<Record<string, readonly string[]>>): Promise<MixResults> {
  const read: Folder[] = [];
  for (const [setting, folders] of Object.entries(settings)) {
    for (const folder of folders) read.push(await readFolder(setting, folder));
  }
  if (read.length === 0) throw outOfRange("settings: wanted at least one folder, got none");
  const [{ domains, targets }] = read;
  for (const one of read) {
    if (String([one.domains, one.targets]) === String([domains, targets])) continue;
    const wanted = `domains ${domains.join(", ")} and targets ${targets.join(", ")}`;
    throw outOfRange(`${one.at}: wanted ${wanted}, as the first folder has, got ${one.domains} and ${one.targets}`);
  }
  const rows = read.flatMap(({ rows }) => rows);
  return {
    table: {
      ...{ source: "deno task mix", domains, targets, notes: [], largestCorrection: 0 },
      shares: matrix(rows.length, domains.length, rows.flatMap(({ shares }) => shares)),
      losses: matrix(rows.length, targets.length, rows.flatMap(({ losses }) => losses)),
      runs: rows.map(({ run }) => run),
      ...(read.some(({ synthetic }) => synthetic) && { synthetic: true }),
    },
    rounds: read.flatMap(({ rounds }) => rounds),
  };
}

interface Folder {
  /** Where it is, for messages. */
  readonly at: string;
  readonly domains: readonly string[];
  readonly targets: readonly string[];
  readonly synthetic: boolean;
  readonly rows: readonly { readonly run: RunKey; readonly shares: number[]; readonly losses: number[] }[];
  readonly rounds: readonly Round[];
}

async function readFolder(setting: string, folder: string): Promise<Folder> {
  const at = join(folder, "result.json"), result = object(parse(await readText(at), at), at);
  const names = (key: "domains" | "targets") => list(result[key], `${at}: ${key}`).map(String);
  const domains = names("domains"), targets = names("targets");
  const { aioli } = object(object(result.configuration, `${at}: configuration`).methods, `${at}: methods`);
  const prior = aioli === undefined ? undefined : object(aioli, `${at}: aioli`).priorMethod;
  const named = (method: unknown) => method === "aioli" && prior !== undefined ? `${prior}${ON_TOP}` : String(method);
  const rows = list(result.results, `${at}: results`).flatMap((one, n) => {
    const where = `${at}: results[${n}]`, answer = object(one, where), seed = count(answer.seed, `${where}.seed`);
    const method = named(answer.method), mixture = object(answer.mixture, `${where}.mixture`);
    const { preparation, final } = object(answer.cost, `${where}.cost`);
    const extra = object(preparation, `${where}.cost.preparation`), own = object(final, `${where}.cost.final`);
    const shares = domains.map((domain) => finite(mixture[domain], `${where}.mixture.${domain}`));
    // A run without a test split is judged by val.
    return (["test", "val"] as const).filter((split) => answer[split] !== null).map((split) => {
      const losses = object(object(answer[split], `${where}.${split}`).targets, `${where}.${split}.targets`);
      const labels = {
        ...{ method, setting, split },
        ...Object.fromEntries(
          ["runs", "steps", "tokens"].map((name) => [`extra_${name}`, `${count(extra[name], `${where}: ${name}`)}`]),
        ),
      };
      return {
        run: { id: method, seed, step: count(own.steps, `${where}: steps`), tokens: Number(own.tokens), labels },
        shares,
        losses: targets.map((name) =>
          finite(object(losses[name], `${where}.${split}.${name}`).loss, `${where}: ${name}`)
        ),
      };
    });
  });
  const rounds = await readFolderRounds(setting, folder, { domains, named });
  return { at, domains, targets, synthetic: result.synthetic !== undefined, rows, rounds };
}

async function readFolderRounds(
  setting: string,
  folder: string,
  { domains, named }: { readonly domains: readonly string[]; readonly named: (method: unknown) => string },
): Promise<Round[]> {
  const file = join(folder, "rounds.jsonl"), lines = (await readText(file)).split("\n").filter((line) => line !== "");
  const rounds = lines.map((line, n) => {
    const at = `${file}:${n + 1}`, round = object(parse(line, at), at), step = count(round.step, `${at}: step`);
    const shares = object(round.weights ?? round.mixture, `${at}: mixture`);
    return {
      ...{ method: named(round.method), setting, run: String(round.run), seed: count(round.seed, `${at}: seed`), step },
      ...{ end: step + count(round.steps, `${at}: steps`) },
      shares: domains.map((domain) => finite(shares[domain], `${at}: ${domain}`)),
    };
  });
  return [...Map.groupBy(rounds, ({ method, run, seed }) => `${method} ${run} ${seed}`).values()].flatMap((own) => {
    const { end } = own.at(-1)!;
    return own.filter((_, n) => own.length < MANY || n % EVERY === 0).map((round) => ({ ...round, end }));
  });
}

function parse(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unparsable(`${at}: ${(error as Error).message}`);
  }
}
