import type { Quality } from "../laws/quality.ts";
import type { TableAnswer } from "../laws/fit_table.ts";
import type { Json } from "./actions.ts";

/**
 * What a method keeps of a fit: the law, in-sample and leave-one-out errors by target (nats per token), the best mixture
 * with its certificate and intervals, warnings, and the verdict in words.
 */
export function fitDetails(answer: TableAnswer): { readonly [name: string]: Json } {
  const { fitted, inSample, outOfSample, best, warnings, verdict } = answer;
  const { shares: _, ...kept } = best;
  return plain({
    law: fitted.toJSON(),
    inSample: byTarget(fitted.targets, inSample),
    leaveOneOut: outOfSample === undefined ? null : byTarget(fitted.targets, outOfSample),
    best: kept,
    warnings,
    verdict,
  });
}

function byTarget(targets: readonly string[], qualities: readonly Quality[]): Record<string, Quality> {
  return Object.fromEntries(targets.map((target, i) => [target, qualities[i]]));
}

/** As JSON has it: typed arrays are lists, what is undefined is not there. */
function plain(value: object): { readonly [name: string]: Json } {
  return JSON.parse(
    JSON.stringify(value, (_, part) => ArrayBuffer.isView(part) ? Array.from(part as Float64Array) : part),
  );
}
