import type { RunTable } from "../tables/run_table.ts";
import type { Warning } from "./law.ts";
import { distinctMixtures } from "./mixtures.ts";

/** What can be said of a table before any fit: too few mixtures, domains that never vary. */
export function tableWarnings(table: RunTable, parameters: number, varies: readonly boolean[]): Warning[] {
  const out: Warning[] = [];
  const mixtures = distinctMixtures(table).length;
  if (mixtures === parameters) {
    out.push({
      code: "few-runs",
      message: `${mixtures} different mixtures for ${parameters} parameters a target: the law goes through every ` +
        `point, so in-sample errors say nothing and there are no standard errors`,
    });
  } else if (mixtures < 2 * parameters) {
    out.push({
      code: "few-runs",
      message: `only ${mixtures} different mixtures for ${parameters} parameters a target: read the leave-one-out ` +
        `errors, not the in-sample ones`,
    });
  }
  table.domains.forEach((domain, j) => {
    if (varies[j]) return;
    const share = table.shares.data[j];
    out.push({
      code: "unvaried-domain",
      message: `${domain} has the same share ${+share.toPrecision(4)} in every run: nothing can be learned about it; ` +
        `its parameters are not fitted and the best mixture keeps that share`,
    });
  });
  return out;
}
