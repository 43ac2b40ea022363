/**
 * The answer in plain sentences.
 *
 * @module
 */
import type { TableAnswer } from "./fit_table.ts";

/** Between these probabilities the data cannot tell. */
const SURE = 0.95;

/** What a person should take home, in order of importance. */
export function verdict(answer: Omit<TableAnswer, "verdict">): string[] {
  const { best, average, fitted, factor, replicates } = answer;
  const out: string[] = [];
  const shares = Object.entries(best.mixture).filter(([, p]) => p > 0).sort((a, b) => b[1] - a[1]);
  const shown = shares.slice(0, 6).map(([d, p]) => `${d} ${percent(p)}`).join(", ");
  const rest = shares.length > 6 ? ` and ${shares.length - 6} more` : "";
  out.push(
    `Best mixture under ${fitted.law}: ${shown}${rest}; predicted objective ${best.loss.toFixed(4)} nats per token.`,
  );
  if (factor === undefined) {
    out.push(
      `The data cannot tell how sure this is: ${answer.mixtures} different mixtures leave nothing to judge the ` +
        `errors of the law by. Run more mixtures.`,
    );
  } else if (replicates.length > 0) {
    out.push(rivalry("the prior mixture", best.probabilityBeatsPrior!, best.prior, replicates.length));
    out.push(
      rivalry(`the best run (${best.bestRun.run})`, best.probabilityBeatsBestRun!, best.bestRun, replicates.length),
    );
    const wide = Object.entries(best.intervals!).filter(([, [low, high]]) => high - low > 0.5).map(([d]) => d);
    if (wide.length > 0) {
      out.push(
        `The data hardly say what share ${wide.join(", ")} should have: the 95 % interval spans more than half.`,
      );
    }
  }
  const loo = average.outOfSample?.mae;
  if (loo !== undefined && best.prior.gain > 0 && best.prior.gain < loo) {
    out.push(
      `Caution: the gain over the prior (${best.prior.gain.toFixed(4)}) is smaller than the error on mixtures left ` +
        `out (${loo.toFixed(4)} nats).`,
    );
  }
  const beyond = outside(answer);
  if (beyond.length > 0) out.push(`Caution: the best mixture lies outside what was run: ${beyond.join("; ")}.`);
  return out;
}

function rivalry(
  name: string,
  probability: number,
  { gain, gainInterval }: { gain: number; gainInterval: readonly [number, number] | null },
  replicates: number,
): string {
  const by = `by ${gain.toFixed(4)} nats (95 % interval ${gainInterval!.map((g) => g.toFixed(4)).join(" to ")})`;
  // R refits in which it always (never) wins say no more than this
  const chance = probability === 1
    ? `above ${percent(1 - 1 / replicates)}`
    : probability === 0
    ? `below ${percent(1 / replicates)}`
    : percent(probability);
  if (gain === 0) return `The best mixture is ${name}.`;
  if (probability >= SURE) return `It beats ${name} ${by}, with probability ${chance}.`;
  if (probability <= 1 - SURE) return `It does not beat ${name}: probability ${chance}.`;
  return `The data cannot tell whether it beats ${name}: predicted ${by}, probability ${chance}.`;
}

/** Domains whose best share lies outside the range of the runs. */
function outside({ table, best }: Omit<TableAnswer, "verdict">): string[] {
  const m = table.domains.length;
  return table.domains.flatMap((domain, j) => {
    let low = Infinity, high = -Infinity;
    for (let n = 0; n < table.runs.length; n++) {
      low = Math.min(low, table.shares.data[n * m + j]);
      high = Math.max(high, table.shares.data[n * m + j]);
    }
    const p = best.mixture[domain];
    if (p >= low - 1e-6 && p <= high + 1e-6) return [];
    return [`${domain} ${percent(p)} (runs ${percent(low)} to ${percent(high)})`];
  });
}

function percent(p: number): string {
  return `${(100 * p).toFixed(1)} %`;
}
