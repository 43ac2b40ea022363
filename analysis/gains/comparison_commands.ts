/**
 * The commands behind data/methods_unrestricted.csv and data/methods_restricted.csv: seven methods over several seeds, and Aioli
 * on top of five of them.
 *
 * Unrestricted, each preparatory run is as long as the final one (Aioli's paper allows 10 times the steps on top).
 * Restricted, the preparatory runs of a method share half of the steps, and its final run has the other half: the paper's
 * notes say that existing methods learn their proportions on half of the steps. Aioli on top spends half of the final run
 * on what the method found, and steers the rest.
 *
 * @module
 */
import { outOfRange } from "../../lib/errors.ts";

/**
 * What is compared, and where.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type ComparisonAsk, comparisonCommands } from "@mixlab/mixlab/analysis";
 *
 * const ask: ComparisonAsk = { model: "small", out: "mixes" };
 * equal(comparisonCommands(ask).restricted.length, 6);
 * ```
 */
export interface ComparisonAsk {
  /** Folder of the results, from the root of the repository. */
  readonly out: string;
  /** The model. Default "tiny". */
  readonly model?: string;
  /** Tokens of a row. Default: the model's own. */
  readonly context?: number;
  /** Updates in all of the restricted setting, and of a final run of the unrestricted one. Default 1000. */
  readonly steps?: number;
  /** Default 0 to 4. */
  readonly seeds?: readonly number[];
  /** Default legal, python and scripture. */
  readonly domains?: readonly string[];
}

/** Methods that Aioli is put on top of. */
const BASES = ["grid-search", "data-mixing-laws", "skill-it", "doge", "doremi"];
const ALL = ["stratified", "aioli", "skill-it", "doge", "doremi", "data-mixing-laws", "grid-search"];

/** Runs of the sweep of grid search and Data Mixing Laws for three domains and more; the tenths of two are as many. */
const SWEEP = 9;

/**
 * The commands, as arguments of `deno task`, and the folders that they write.
 *
 * @throws {RangeError} when the steps are no multiple of 4, or too few for a sweep.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { comparisonCommands } from "@mixlab/mixlab/analysis";
 *
 * const { unrestricted, restricted, folders } = comparisonCommands({ out: "mixes" });
 * deepEqual(unrestricted[0].slice(0, 2), ["mix", "--compare"]);
 * equal(restricted[1].join(" ").includes("--prior-method grid-search"), true);
 * deepEqual(folders.unrestricted, ["mixes/unrestricted"]);
 * ```
 */
export function comparisonCommands(
  ask: ComparisonAsk,
): Readonly<Record<"unrestricted" | "restricted", string[][]>> & {
  readonly folders: Readonly<Record<"unrestricted" | "restricted", string[]>>;
} {
  const { out, model = "tiny", context, steps = 1000, seeds = [0, 1, 2, 3, 4] } = ask;
  const { domains = ["legal", "python", "scripture"] } = ask;
  if (!(steps % 4 === 0 && steps >= 4 * SWEEP)) {
    throw outOfRange(`steps: wanted a multiple of 4 from ${4 * SWEEP} on, got ${steps}`);
  }
  const half = steps / 2, sweep = Math.floor(half / SWEEP), graph = Math.floor(half / domains.length);
  const common = (steps: number, name: string) => [
    ...["--domains", domains.join(), "--seeds", seeds.join(), "--steps", `${steps}`, "--model", model],
    ...(context === undefined ? [] : ["--context", `${context}`]),
    ...["--threads", "1", "--final-sequences", "512", "--eval-sequences", "128", "--out", `${out}/${name}`],
  ];
  const compare = ["mix", "--compare", ALL.join()];
  const own = ["--graph-steps", graph, "--doge.proxy-steps", half, "--doremi.proxy-steps", half / 2];
  const sweeps = ["--data-mixing-laws.sweep-steps", sweep, "--grid-search.sweep-steps", sweep];
  const priorOptions: Readonly<Record<string, unknown>> = {
    ...{ "grid-search": { sweepSteps: sweep }, "data-mixing-laws": { sweepSteps: sweep } },
    ...{ "skill-it": { graphSteps: graph }, doge: { proxySteps: half }, doremi: { proxySteps: half / 2 } },
  };
  const onTop = (method: string) => [
    ...["mix", "--method", "aioli", "--prior-method", method, "--prior-steps", `${half / 2}`],
    ...["--prior-options", JSON.stringify(priorOptions[method]), ...common(half, `restricted_${method}`)],
  ];
  return {
    unrestricted: [[...compare, ...common(steps, "unrestricted")]],
    restricted: [[...compare, ...[...own, ...sweeps].map(String), ...common(half, "restricted")], ...BASES.map(onTop)],
    folders: {
      unrestricted: [`${out}/unrestricted`],
      restricted: [`${out}/restricted`, ...BASES.map((method) => `${out}/restricted_${method}`)],
    },
  };
}
