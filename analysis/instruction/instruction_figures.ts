/**
 * Figures of instruction tuning.
 *
 * @module
 */
import { curvesFigure } from "../../lib/figures/curves.ts";
import type { Figure, FigureOptions } from "../../lib/figures/figure.ts";
import { ownTaskGain } from "./own_task_gain.ts";
import type { InstructionLaw, InstructionStep } from "./instruction_law.ts";

/**
 * What each task gains by itself against the parent's share of it: a panel a task, a point a parent.
 *
 * @param parents mixture and gain (m numbers each) of each parent; a gain of null is left out.
 * @throws {RangeError} when there is nothing to draw.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { taskGainsFigure } from "@mixlab/mixlab/analysis";
 *
 * const parents = [{ shares: [0.75, 0.25], gains: [-0.25, -1] }, { shares: [0.25, 0.75], gains: [-0.75, -0.5] }];
 * const figure = taskGainsFigure(["book", "word"], parents);
 * deepEqual(figure.data.map(({ x, y }) => [x, y]), [[[0.25, 0.75], [-0.75, -0.25]], [[0.25, 0.75], [-1, -0.5]]]);
 * ```
 */
export function taskGainsFigure(
  tasks: readonly string[],
  parents: readonly { readonly shares: readonly number[]; readonly gains: readonly (number | null)[] }[],
  options: FigureOptions & { readonly title?: string } = {},
): Figure {
  const { title = "What a task gains by itself depends on how little of it was seen", ...more } = options;
  return curvesFigure({
    ...{ title, x: "parent's share of the task", y: "itself less others (nats)", ...more },
    panels: tasks.map((task, i) => {
      const known = parents.filter(({ gains }) => gains[i] !== null).toSorted((a, b) => a.shares[i] - b.shares[i]);
      return {
        name: task,
        series: [{
          ...{ name: "a parent", kind: "both" as const, look: 0 },
          ...{ x: known.map(({ shares }) => shares[i]), y: known.map(({ gains }) => gains[i]!) },
        }],
      };
    }),
  });
}

/** The gains of a step's parents whose mixtures are known, by the law of the losses after a segment. */
export function parentGains({ domains, targets }: InstructionLaw, { parents }: InstructionStep) {
  return parents.flatMap(({ parent, shares_m, fits: [loss] }) => {
    if (shares_m === undefined) return [];
    const gains = ownTaskGain(domains, targets, loss.a_km);
    // In the order of the domains, which the shares have.
    return [{ parent, shares: shares_m, gains: domains.map((domain) => gains[targets.indexOf(domain)] ?? null) }];
  });
}
