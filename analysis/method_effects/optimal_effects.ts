/**
 * The optimal A^t*: the effects that explain best how the losses of children go on from one parent. Each child goes on from
 * the parent's state for the same number of updates, on a mixture of its own:
 *
 *     L_i^end − L_i^start = −Σ_j A_ij p_j                 three domains or more: k rows of m effects, no intercept
 *     L_i^end − L_i^start = −A_ii p_i + c_i               two domains: their diagonal form (diagonal_form.ts)
 *
 * both by least squares. Source: Aioli (arXiv 2411.05735, section 5.1; notebooks `3_*_parameters`, `2_*_parameters`, which
 * fit by Huber's loss with δ 0.02 from random starts). Signs are those of the rounds of methods: positive numbers lower the
 * loss; Aioli's notebooks have them negative.
 *
 * @module
 */
import { outOfRange } from "../../lib/errors.ts";
import type { FittedLaw, FittedLawJSON } from "../../lib/laws/law.ts";
import { predictTable } from "../../lib/laws/predict_table.ts";
import { type Quality, quality } from "../../lib/laws/quality.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { columnOf } from "../../lib/numerics/matrix.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";

/**
 * Which of the two laws: `"full"` has an effect of each domain upon each target, `"diagonal"` of each domain upon itself.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { type EffectForm, effectForm } from "@mixlab/mixlab/analysis";
 *
 * const form: EffectForm = effectForm(["code", "web", "books"]);
 * equal(form, "full");
 * ```
 */
export type EffectForm = "full" | "diagonal";

/**
 * What came of a fit of A^t*. k targets, m domains.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import type { OptimalEffects } from "@mixlab/mixlab/analysis";
 *
 * const worst = ({ quality }: Pick<OptimalEffects, "quality">) => Math.min(...quality.map(({ r2 }) => r2 ?? 0));
 * deepEqual(worst({ quality: [] }), Infinity);
 * ```
 */
export interface OptimalEffects {
  /** Effects A_ij (k rows of m), nats per token over a whole child: positive numbers lower the loss. */
  readonly A_km: readonly (readonly number[])[];
  /** The form that was fitted. */
  readonly form: EffectForm;
  /** How well children are explained, by target (k), in sample. */
  readonly quality: readonly Quality[];
  /** The fitted law. */
  readonly fitted: FittedLaw;
}

/**
 * The form in which Aioli compares estimates: diagonal for two domains.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { effectForm } from "@mixlab/mixlab/analysis";
 *
 * equal(effectForm(["code", "web"]), "diagonal");
 * ```
 */
export function effectForm(domains: readonly string[]): EffectForm {
  return domains.length === 2 ? "diagonal" : "full";
}

/** The law of a form, and its options. */
export function lawOf(form: EffectForm) {
  return form === "full"
    ? { law: lawNamed("linear-dynamic"), options: {} }
    : { law: lawNamed("linear-dynamic-diagonal"), options: { intercept: true } };
}

/**
 * Fits A^t* to the children of one parent.
 *
 * @param children a table of segments: the children of one parent alone.
 * @param form default: that of Aioli, see {@link effectForm}.
 * @throws {RangeError} when it is no table of segments, children begin from different losses or have different lengths, or
 * there are fewer different mixtures than effects of a target.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { parseTable } from "@mixlab/mixlab";
 * import { optimalEffects } from "@mixlab/mixlab/analysis";
 *
 * // Code lowers its own loss by 0.5 and that of web by 0.125, web its own by 0.25 (nats per token).
 * const shares = [[0.25, 0.75], [0.5, 0.5], [0.75, 0.25]];
 * const rows = shares.map(([p, q], n) => `${n},p,${p},${q},${3 - 0.5 * p},${4 - 0.125 * p - 0.25 * q},3,4`);
 * const header = "run,parent,share:code,share:web,loss:code,loss:web,loss_start:code,loss_start:web";
 * const children = parseTable([header, ...rows].join("\n"));
 *
 * const rounded = (A_km: readonly (readonly number[])[]) => A_km.map((row) => row.map((a) => Math.abs(+a.toFixed(9))));
 * deepEqual(rounded(optimalEffects(children, "full").A_km), [[0.5, 0], [0.125, 0.25]]);
 * deepEqual(rounded(optimalEffects(children).A_km), [[0.5, 0], [0, 0.125]]); // two domains: the diagonal form
 * ```
 */
export function optimalEffects(children: RunTable, form: EffectForm = effectForm(children.domains)): OptimalEffects {
  checkOneParent(children);
  const { law, options } = lawOf(form), fitted = law.fit(children, options), predicted = predictTable(fitted, children);
  return {
    A_km: effectsOf(fitted.toJSON(), form),
    form,
    quality: children.targets.map((_, i) => quality(columnOf(children.losses, i), columnOf(predicted, i))),
    fitted,
  };
}

/** Effects (k rows of m) of a fit, positive where the loss falls. */
export function effectsOf({ theta, domains, targets }: FittedLawJSON, form: EffectForm): number[][] {
  if (form === "full") return theta.map((row) => row.map((a) => -a));
  return targets.map((target, i) => domains.map((domain) => domain === target ? -theta[i][0] : 0));
}

function checkOneParent({ source, startLosses, targets, runs }: RunTable): void {
  if (startLosses === undefined) {
    throw outOfRange(`${source}: wanted children with the losses at their start (loss_start:<target>), got none`);
  }
  const k = targets.length,
    of = (n: number) => `${runs[n].id}${runs[n].seed === undefined ? "" : `, seed ${runs[n].seed}`}`;
  for (let n = 1; n < runs.length; n++) {
    for (let i = 0; i < k; i++) {
      const [first, own] = [startLosses.data[i], startLosses.data[n * k + i]];
      if (first === own) continue;
      throw outOfRange(
        `${source}: wanted the children of one parent, got losses of ${targets[i]} at the start of ${first} (${
          of(0)
        }) and ` +
          `${own} (${of(n)}); choose with --where`,
      );
    }
    const [first, own] = [0, n].map((row) => (runs[row].step ?? 0) - (runs[row].startStep ?? 0));
    if (first !== own) {
      throw outOfRange(
        `${source}: wanted children of one length, got ${first} updates (${of(0)}) and ${own} (${
          of(n)
        }): effects over ` +
          "different horizons differ",
      );
    }
  }
}
