import type { StepReport } from "./learner.ts";

/**
 * Mean loss (nats per token) of each domain in the batches of some steps, by name, each batch before its update. A
 * domain that none of them held is left out.
 */
export function batchLosses({ targets, sums }: StepReport, domains: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    domains.flatMap((name, j) => targets[j] > 0 ? [[name, sums[j] / targets[j]] as const] : []),
  );
}
