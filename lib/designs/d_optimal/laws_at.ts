/**
 * The law of each target at the parameters where a D-optimal design is local. m domains, k targets.
 *
 * @module
 */
import { outOfRange } from "../../errors.ts";
import type { CurveLaw, Settings } from "../../laws/curve_law.ts";
import type { FittedLaw } from "../../laws/law.ts";
import type { RunTable } from "../../tables/run_table.ts";
import type { TargetLaw } from "./information.ts";

/** Where parameters come from. */
export interface AtOptions {
  readonly law: CurveLaw;
  readonly domains: readonly string[];
  readonly targets: readonly string[];
  /** The runs there are. */
  readonly existing?: RunTable;
  /** A fitted law. */
  readonly fitted?: FittedLaw;
  /** BiMix's offset. */
  readonly offset?: number;
}

/**
 * One law a target, and in words which parameters it has: those given; else those fitted to the existing runs; else none
 * that matter, for a law linear in them; else, for log-linear laws, v_ij = 0 for the target's own domain and 1 for every
 * other (their loss is e nats per token above c where its own is 1): an assumption of ours.
 *
 * @throws {RangeError} when the law has no parameters to be known, and there are none to go by.
 */
export function lawsAt(options: AtOptions): { readonly laws: readonly TargetLaw[]; readonly words: string } {
  const { law, domains, targets, existing, fitted: asked, offset } = options, { spec } = law;
  const fitOptions: { readonly offset?: number } = offset === undefined ? {} : { offset };
  if (asked !== undefined) {
    if (asked.law !== law.name) throw outOfRange(`d-optimal: fitted: wanted the law ${law.name}, got ${asked.law}`);
    return { laws: ofFitted(law, asked, domains, targets), words: "at the parameters given" };
  }
  const why = existing === undefined ? "there are no runs to fit it to" : law.obstacle(existing, fitOptions);
  if (existing !== undefined && why === undefined) {
    const fitted = law.fit(existing, fitOptions), loose = fitted.perTarget.filter(({ converged }) => !converged);
    const doubt = loose.length === 0 ? "" : `; not converged: ${loose.map(({ target }) => target).join(", ")}`;
    return {
      laws: ofFitted(law, fitted, domains, targets),
      words: `at the parameters fitted to ${existing.source}${doubt}`,
    };
  }
  const settings: Settings = existing && spec.settings
    ? spec.settings(existing, fitOptions)
    : offset === undefined
    ? {}
    : { offset };
  const curves = targets.map((target) => ({ target, curve: spec.curve(domains, target, settings) }));
  // Curves without curvature in θ are linear in it: their derivatives are the same at all parameters.
  if (curves.every(({ curve }) => curve.addCurvature === undefined)) {
    return {
      laws: curves.map(({ target, curve }) => ({ target, curve, theta: new Float64Array(curve.names.length) })),
      words: "whatever the parameters, in which it is linear",
    };
  }
  const laws = curves.map(({ target, curve }): TargetLaw => {
    const own = curve.names.indexOf(`v:${target}`);
    if (own < 0) {
      throw outOfRange(
        `d-optimal: the derivatives of ${law.name} depend on its parameters, and ${why}; wanted existing runs enough for ` +
          `a fit, or a fitted law`,
      );
    }
    return { target, curve, theta: Float64Array.from(curve.names, (name, a) => a === own || name === "c" ? 0 : 1) };
  });
  return { laws, words: `at assumed parameters (v 0 for a target's own domain, 1 for others), since ${why}` };
}

function ofFitted(
  { spec }: CurveLaw,
  fitted: FittedLaw,
  domains: readonly string[],
  targets: readonly string[],
): TargetLaw[] {
  const json = fitted.toJSON();
  if (json.domains.join("\n") !== domains.join("\n")) {
    throw outOfRange(`d-optimal: wanted a law of the domains ${domains.join(", ")}, got ${json.domains.join(", ")}`);
  }
  return targets.map((target) => {
    const i = json.targets.indexOf(target);
    if (i < 0) throw outOfRange(`d-optimal: wanted a law of ${target}, got one of ${json.targets.join(", ")}`);
    const curve = spec.curve(domains, target, json.settings);
    return { target, curve, theta: Float64Array.from(json.theta[i]) };
  });
}
