/**
 * The critical share of continued pretraining.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import type { RunTable } from "../../tables/run_table.ts";
import type { At, FittedLaw, Warning } from "../law.ts";
import { byName, positionOf } from "./names.ts";
import { type Objective, objectiveOf, targetWeights } from "./objective.ts";
import { priorShares } from "./prior.ts";

/**
 * What must not get worse, and what the old data are mixed with.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { criticalShare, type CriticalShareOptions, lawFromParameters } from "@mixlab/mixlab";
 *
 * const law = lawFromParameters("linear", ["pile", "code", "python"], [
 *   { target: "pile", parameters: { "a:pile": 2.8, "a:code": 3.0, "a:python": 3.2 } },
 * ]);
 * const options: CriticalShareOptions = {
 *   domain: "pile",
 *   baseLoss: 2.9, // nats per token, before training goes on
 *   prior: { pile: 0, code: 0.5, python: 0.5 }, // how the new data are mixed among themselves
 * };
 * const { mixture } = criticalShare(law, options);
 * // new data alone would end at 3.1: two thirds of pile bring it back to 2.9
 * ok(Math.abs(mixture!.pile - 2 / 3) < 1e-9 && Math.abs(mixture!.code - 1 / 6) < 1e-9);
 * ```
 */
export interface CriticalShareOptions {
  /** The source domain: the data that the model was trained on before. */
  readonly domain: string;
  /** The source loss before training goes on (nats per token). */
  readonly baseLoss: number;
  /** The source loss: one target, or a weighted mean. Default: the law's only target. */
  readonly objective?: Objective;
  /** Mixture whose other domains the source is mixed with. Default: even shares. */
  readonly prior?: Readonly<Record<string, number>>;
  /** The runs: a share outside what they tried is warned of. */
  readonly runs?: RunTable;
  /** Losses at the start of the segment, for laws of segments. */
  readonly at?: At;
}

/**
 * The critical share, or why there is none.
 *
 * @example
 * ```ts
 * import { deepEqual, match } from "node:assert/strict";
 * import { type CriticalShare, criticalShare, lawFromParameters } from "@mixlab/mixlab";
 *
 * // The loss on the old data: 3 nats per token without them, 2 on them alone.
 * const law = lawFromParameters("linear", ["old", "new"], [{ target: "old", parameters: { "a:old": 2, "a:new": 3 } }]);
 * const at = (baseLoss: number): CriticalShare => criticalShare(law, { domain: "old", baseLoss });
 * deepEqual([at(2.25), at(3.5), at(1.5)].map(({ answer, share }) => [answer, share?.toFixed(3)]), [
 *   ["found", "0.750"],
 *   ["always", "0.000"],
 *   ["never", undefined],
 * ]);
 * match(at(1.5).message, /^never: the lowest predicted loss is 2/);
 * ```
 */
export interface CriticalShare {
  /** "found": from this share on; "always": even without the domain; "never": not with any share. */
  readonly answer: "found" | "always" | "never";
  /** Smallest share of the domain that keeps the loss at or below the base loss; null when there is none. */
  readonly share: number | null;
  /** The whole mixture at that share. */
  readonly mixture: Readonly<Record<string, number>> | null;
  /** Predicted source loss there (nats per token); for "never" the lowest that any share reaches. */
  readonly loss: number;
  /** A sentence with the numbers. */
  readonly message: string;
  /** What a person should know. */
  readonly warnings: readonly Warning[];
}

const STEPS = 1024;

/**
 * The smallest share of old data that keeps the old loss (Data Mixing Laws, arXiv 2403.16952, section on continued
 * pretraining). Along the line from the prior without the domain (share 0) to the domain alone (share 1) it is the
 * smallest share whose predicted source loss is at most the base loss. With a log-linear law c + exp(b + k r) that is
 * r* = (ln(L_0 − c) − b) / k; here it is found on the line by bisection, for any law.
 *
 * @throws {TypeError} when the base loss is not a number.
 * @throws {RangeError} when a name is unknown, the base loss is not finite, the prior does not sum to 1 or leaves no
 * other domain, or the source loss is not stated and the law has several targets.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { criticalShare, lawFromParameters } from "@mixlab/mixlab";
 *
 * // Loss on the old data when training goes on with a share r of them: 2 + exp(−2 r) nats per token.
 * const law = lawFromParameters("log-linear", ["old", "new"], [
 *   { target: "old", parameters: { c: 2, "v:old": -2, "v:new": 0 } },
 * ]);
 * const critical = criticalShare(law, { domain: "old", baseLoss: 2.5 });
 * equal(critical.answer, "found");
 * ok(Math.abs(critical.share! - Math.log(2) / 2) < 1e-12); // (ln(2.5 − 2) − 0) / −2
 * ```
 */
export function criticalShare(law: FittedLaw, options: CriticalShareOptions): CriticalShare {
  const { domains, targets } = law, { domain, baseLoss, at } = options;
  if (typeof baseLoss !== "number") {
    throw wrongKind(`base loss: wanted a number in nats per token, got ${got(baseLoss)}`);
  }
  if (!Number.isFinite(baseLoss)) throw outOfRange(`base loss: wanted a finite number, got ${got(baseLoss)}`);
  if (!options.objective && targets.length > 1) {
    throw outOfRange(
      `critical share: say which loss must not grow, as objective: one target or a weighted mean of the ${targets.length} ` +
        `targets ${targets.slice(0, 5).join(", ")}${targets.length > 5 ? ", …" : ""}`,
    );
  }
  const weights = targetWeights(options.objective ?? { kind: "mean" }, targets);
  const s = positionOf(domain, domains, "critical share", "domain"), prior = priorShares(options.prior, domains);
  const others = 1 - prior[s];
  if (!(others > 0)) throw outOfRange(`prior: wanted a share > 0 for another domain than ${got(domain)}, got none`);
  const mixtureAt = (r: number) => prior.map((q, j) => j === s ? r : (1 - r) * q / others);
  const lossAt = (r: number) => objectiveOf(weights, law.predict(mixtureAt(r), at));
  const kept = (r: number) => lossAt(r) <= baseLoss;
  const result = (answer: CriticalShare["answer"], r: number, message: string): CriticalShare => ({
    answer,
    share: answer === "never" ? null : r,
    mixture: answer === "never" ? null : byName(domains, mixtureAt(r)),
    loss: lossAt(r),
    message,
    warnings: answer === "found" ? outside(options.runs, domain, r) : [],
  });
  const number = (x: number) => Number(x.toPrecision(6));

  if (kept(0)) {
    return result("always", 0, `always: without any ${domain} the loss is ${number(lossAt(0))}, base loss ${baseLoss}`);
  }
  let high = 0, lowest = 0;
  while (high < STEPS && !kept(++high / STEPS)) if (lossAt(high / STEPS) < lossAt(lowest / STEPS)) lowest = high;
  let right = high / STEPS;
  if (!kept(right)) {
    // the loss may dip below the base loss between two steps: look around the lowest one
    right = leastBetween(lossAt, Math.max(0, lowest - 1) / STEPS, Math.min(STEPS, lowest + 1) / STEPS);
    if (!kept(right)) return result("never", right, neverBecause(law, options, right, number(lossAt(right))));
  }
  let left = Math.max(0, Math.ceil(right * STEPS) - 1) / STEPS;
  for (let middle = (left + right) / 2; middle > left && middle < right; middle = (left + right) / 2) {
    if (kept(middle)) right = middle;
    else left = middle;
  }
  return result("found", right, `a share of ${number(right)} of ${domain} keeps the loss at ${number(baseLoss)}`);
}

/** Where a function with one valley between a and b is least (golden section). */
function leastBetween(f: (r: number) => number, a: number, b: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  while (b - a > 1e-12) {
    const one = b - golden * (b - a), two = a + golden * (b - a);
    if (f(one) <= f(two)) b = two;
    else a = one;
  }
  return (a + b) / 2;
}

function neverBecause(law: FittedLaw, options: CriticalShareOptions, r: number, lowest: number): string {
  const fits = law.perTarget, c = fits.length === 1 ? fits[0].c : undefined;
  if (c !== undefined && options.baseLoss <= c) {
    return `never: the base loss ${options.baseLoss} is not above the irreducible loss c = ${c} of the law`;
  }
  return `never: the lowest predicted loss is ${lowest}, at a share of ${
    Number(r.toPrecision(4))
  } of ${options.domain}, ` +
    `above the base loss ${options.baseLoss}`;
}

/** A warning when a share lies outside those of the runs. */
function outside(runs: RunTable | undefined, domain: string, r: number): Warning[] {
  const j = runs?.domains.indexOf(domain) ?? -1;
  if (!runs || j < 0) return [];
  let least = Infinity, most = -Infinity;
  for (let i = 0; i < runs.runs.length; i++) {
    const share = runs.shares.data[i * runs.domains.length + j];
    [least, most] = [Math.min(least, share), Math.max(most, share)];
  }
  if (r >= least && r <= most) return [];
  return [{
    code: "extrapolation",
    message: `the critical share ${r.toPrecision(4)} of ${domain} lies outside the runs, which tried ` +
      `${least.toPrecision(4)} to ${most.toPrecision(4)}`,
  }];
}
