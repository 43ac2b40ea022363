/**
 * Shares over steps, from a table of rounds or from runs, for `sharesOverStepsFigure`.
 *
 * @module
 */
import { outOfRange, unparsable } from "../../lib/errors.ts";
import type { SharesOverStepsPanel } from "../../lib/figures/shares_over_steps.ts";
import type { RunOutcome } from "../../lib/methods/run_spec.ts";
import { checkShares } from "../../lib/mixture/simplex.ts";
import { parseCsv, type Sheet } from "../../lib/tables/csv.ts";
import { parseNumber } from "../../lib/text/number.ts";
import { readText } from "../../lib/text/read_text.ts";

/**
 * A round of a run: what its method decided on.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { Round } from "@mixlab/mixlab/analysis";
 *
 * const round: Round = { ...{ method: "aioli", run: "final", seed: 0 }, step: 250, end: 1000, shares: [0.6, 0.4] };
 * equal(round.shares.length, 2);
 * ```
 */
export interface Round {
  /** Name of the method. */
  readonly method: string;
  /** Name of the setting; missing where a table names none. */
  readonly setting?: string;
  /** Which of its runs: "final", or a preparatory one. */
  readonly run: string;
  /** Its seed. */
  readonly seed: number;
  /** Updates done when the round began. */
  readonly step: number;
  /** Updates of the whole run. */
  readonly end: number;
  /** Shares, or weights where batches keep their shares (DoReMi, DoGE); m of them. */
  readonly shares: readonly number[];
}

/**
 * Reads a table of rounds: columns `method`, `run`, `seed`, `step`, `end`, shares with the prefix `share:`, and a `setting` if
 * need be.
 *
 * @throws {SyntaxError} when a column is missing or a cell is no number; the message begins with file:line:column.
 * @throws {RangeError} when shares are below 0 or do not sum to 1.
 * @throws {TypeError} when the file cannot be read.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readRounds } from "@mixlab/mixlab/analysis";
 *
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "method,run,seed,step,end,share:web,share:code\naioli,final,0,250,1000,0.6,0.4\n");
 * const { domains, rounds } = await readRounds(path);
 * deepEqual(domains, ["web", "code"]);
 * deepEqual(rounds[0].shares, [0.6, 0.4]);
 * await Deno.remove(path);
 * ```
 */
export async function readRounds(path: string): Promise<{ readonly domains: string[]; readonly rounds: Round[] }> {
  const sheet = parseCsv(await readText(path), path), { header } = sheet;
  const [method, run, seed, step, end] = ["method", "run", "seed", "step", "end"].map((name) => columnOf(sheet, name));
  const setting = header.indexOf("setting"), shares = header.flatMap((name, c) => name.startsWith("share:") ? [c] : []);
  if (shares.length === 0) throw unparsable(`${sheet.at(-1, 0)}: wanted columns of shares (share:NAME), got none`);
  const rounds = sheet.rows.map((row, r): Round => {
    const number = (c: number) => {
      const value = parseNumber(row[c]);
      if (value === undefined) throw unparsable(`${sheet.at(r, c)}: ${header[c]}: wanted a number, got "${row[c]}"`);
      return value;
    };
    const { shares: checked } = checkShares(shares.map(number), {
      what: () => `${sheet.at(r, shares[0])}: the shares`,
    });
    return {
      ...{ method: row[method], run: row[run], ...(setting >= 0 && { setting: row[setting] }) },
      ...{ seed: number(seed), step: number(step), end: number(end), shares: Array.from(checked) },
    };
  });
  return { domains: shares.map((c) => header[c].slice("share:".length)), rounds };
}

/**
 * The rounds of a run.
 *
 * @param domains the m domains, in the order of the shares.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { linearWorld, methodNamed, runMethod, simulatedRuns } from "@mixlab/mixlab";
 * import { roundsOf } from "@mixlab/mixlab/analysis";
 *
 * const domains = ["web", "code"];
 * const world = linearWorld({ domains, A_km: [[0.01, 0], [0.002, 0.02]], start_k: [5, 5] });
 * const { final } = await runMethod(methodNamed("aioli"), {}, {
 *   ...{ domains, targets: domains, steps: 400, batch: 8, context: 64, seed: 0, valRows: [100, 100] },
 *   ...{ trainTokens: [1e6, 1e6], budget: "final" as const },
 * }, simulatedRuns(world));
 * deepEqual(roundsOf(final, { domains, method: "aioli", seed: 0 }).map(({ step }) => step), [0, 100, 200, 300]);
 * ```
 */
export function roundsOf(
  { name: run, rounds, steps: end }: Pick<RunOutcome, "name" | "rounds" | "steps">,
  { domains, method, seed }: { readonly domains: readonly string[]; readonly method: string; readonly seed: number },
): Round[] {
  return rounds.map(({ step, mixture, weights = mixture }) => ({
    ...{ method, run, seed, step, end },
    shares: domains.map((domain) => weights[domain]),
  }));
}

/**
 * Panels of `sharesOverStepsFigure`: one a method and run, in the order of the rounds, with the first seed strong.
 *
 * @param rounds in the order of their steps.
 * @throws {RangeError} when there is none.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { sharesOverStepsFigure } from "@mixlab/mixlab";
 * import { roundPanels } from "@mixlab/mixlab/analysis";
 *
 * const round = (step: number, shares: number[]) => ({ method: "aioli", run: "final", seed: 0, end: 400, step, shares });
 * const panels = roundPanels([round(0, [0.5, 0.5]), round(200, [0.6, 0.4])]);
 * deepEqual(panels.map(({ name }) => name), ["aioli"]);
 * deepEqual(sharesOverStepsFigure({ domains: ["web", "code"], panels }).data[0].y, [0.5, 0.6, 0.6]);
 * ```
 */
export function roundPanels(rounds: readonly Round[]): SharesOverStepsPanel[] {
  if (rounds.length === 0) throw outOfRange("rounds: wanted at least one, got none");
  const name = ({ method, run }: Round) => run === "final" ? method : `${method}: ${run.replace(/\/1$/, "")}`;
  return [...Map.groupBy(rounds, name)].map(([name, own]) => ({
    name,
    runs: [...Map.groupBy(own, ({ seed }) => seed)].map(([seed, rows]) => ({
      ...{ steps: rows.map(({ step }) => step), shares: rows.map(({ shares }) => shares) },
      ...{ end: rows[0].end, label: `seed ${seed}` },
    })),
  }));
}

function columnOf({ header, at }: Sheet, name: string): number {
  const c = header.indexOf(name);
  if (c < 0) throw unparsable(`${at(-1, 0)}: wanted a column ${name}, got ${header.join(", ")}`);
  return c;
}
