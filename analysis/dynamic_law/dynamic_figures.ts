/**
 * Figures of the linear dynamic law.
 *
 * @module
 */
import { curvesFigure } from "../../lib/figures/curves.ts";
import type { Figure } from "../../lib/figures/figure.ts";
import type { DynamicLaw, StepLaw } from "./dynamic_law.ts";
import type { OwnGains } from "./own_gains.ts";

/**
 * How A changes with the state of the model: a panel a target, and in it the effect of each domain against the parent's share
 * of the target's own domain. Targets that are no domain, and parents whose mixture is not known, are left out.
 *
 * @param step one of {@link DynamicLaw.steps}.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { dynamicLaw, effectsByParentFigure } from "@mixlab/mixlab/analysis";
 *
 * const law = dynamicLaw(await readTable(["data/segments.csv"]));
 * const figure = effectsByParentFigure(law, law.steps[0]);
 * deepEqual(figure.data.slice(0, 3).map(({ name }) => name), ["on legal", "on python", "on scripture"]);
 * ```
 */
export function effectsByParentFigure(law: DynamicLaw, { step, parents }: StepLaw): Figure {
  const { domains, targets, synthetic } = law, known = parents.filter(({ shares_m }) => shares_m !== undefined);
  return curvesFigure({
    ...{ title: `Effects by parent, step ${step}`, x: "parent's share", y: "change of the loss (nats per token)" },
    note: "Change over a segment that trains on one domain alone; below 0, the loss falls.",
    panels: targets.flatMap((target, i) => {
      const own = domains.indexOf(target);
      if (own < 0) return [];
      const order = known.toSorted((a, b) => a.shares_m![own] - b.shares_m![own]);
      return [{
        name: `loss of ${target}`,
        x: `parent's share of ${target}`,
        series: domains.map((domain, j) => ({
          ...{ name: `on ${domain}`, kind: "both" as const, look: j },
          x: order.map(({ shares_m }) => shares_m![own]),
          y: order.map(({ a_km }) => a_km[i][j]),
          label: order.map(({ parent }) => `parent ${parent}`),
        })),
      }];
    }),
    ...(synthetic && { synthetic: true }),
  });
}

/**
 * What each target gains by its own domain against the parent's share of it: a panel a step, a line a target.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readTable } from "@mixlab/mixlab";
 * import { dynamicLaw, ownGains, ownGainsFigure } from "@mixlab/mixlab/analysis";
 *
 * const figure = ownGainsFigure(ownGains(dynamicLaw(await readTable(["data/segments.csv"]))));
 * equal(figure.data.length, 6); // three targets, two steps
 * ```
 */
export function ownGainsFigure(gains: readonly OwnGains[], { synthetic = false } = {}): Figure {
  const steps = [...new Set(gains.map(({ step }) => step))];
  return curvesFigure({
    title: "Gain by the own domain, against how much of it was seen",
    x: "parent's share of the target's own domain",
    y: "own domain less others (nats per token)",
    panels: steps.map((step) => ({
      name: `parents at step ${step}`,
      series: gains.filter((one) => one.step === step).map(({ target, shares, gains, parents }) => {
        const order = shares.map((_, n) => n).sort((a, b) => shares[a] - shares[b]);
        return {
          ...{ name: target, kind: "both" as const },
          ...{ x: order.map((n) => shares[n]), y: order.map((n) => gains[n]) },
          label: order.map((n) => `parent ${parents[n]}`),
        };
      }),
    })),
    ...(synthetic && { synthetic }),
  });
}
