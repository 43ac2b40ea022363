/**
 * Options of the method DoReMi, resolved.
 *
 * @module
 */
import { wrongKind } from "../../errors.ts";
import { doremiRule } from "../doremi_rule.ts";
import { shearingRule } from "../doremi_shearing.ts";
import type { MethodSetting } from "../method.ts";
import { type OptionTable, type OptionValues, type Presets, resolveOptions } from "../options.ts";
import { byName } from "../round_record.ts";
import type { Rule, RuleSpec } from "../rule.ts";
import { sharesOption } from "../shares_option.ts";
import { DOREMI_OPTIONS, DOREMI_PRESETS } from "./options.ts";
import { type DoremiPlan, planDoremi, type PlanOptions } from "./plan.ts";

/** Options of the method `doremi`. */
export const OPTIONS = {
  ...DOREMI_OPTIONS,
  reference: { kind: "mixture", help: "mixture of the first reference (default: even)" },
  referenceRun: {
    kind: "text",
    value: "RUN",
    help: "finished run whose model is the first reference; none is trained",
  },
  rounds: { kind: "number", whole: true, least: 1, default: 1, help: "most rounds of reference and proxy" },
  proxySteps: { kind: "number", whole: true, least: 1, help: "updates of a proxy (default: as the final run)" },
  referenceSteps: { kind: "number", whole: true, least: 1, help: "updates of a reference (default: as a proxy)" },
  proxyModel: { kind: "text", value: "M", help: "model of the proxy (default: the final run's)" },
  referenceModel: { kind: "text", value: "M", help: "model of the reference (default: the proxy's)" },
  proxy: { kind: "flag", default: true, help: "weigh a proxy's loss; without: the final run changes what it draws" },
  targetLosses: {
    kind: "numbers",
    help: "without a proxy: loss that each domain should reach, instead of a reference",
  },
  updateSteps: {
    ...{ kind: "number", whole: true, least: 1 },
    help: "without a proxy: updates between evaluations (default: a tenth of the run)",
  },
} as const satisfies OptionTable;

/** Presets of the method `doremi`. */
export const PRESETS = {
  ...DOREMI_PRESETS,
  shearing: { proxy: false, clipExcess: "none", smoothing: 1e-4 },
} as const satisfies Presets;

/** Options of a call with nothing left open. */
export interface ResolvedDoremi {
  readonly values: ReturnType<typeof resolveOptions>;
  readonly plan: DoremiPlan;
  /** Mixture of the first reference (m). */
  readonly reference_m: Float64Array;
  /** What finds weights: the proxy's rule, or the final run's. */
  readonly steering: Steering;
}

/** A rule with its options. */
export interface Steering {
  readonly rule: Rule;
  /** Its options, losses of the reference given (m; a proxy needs none). */
  spec(losses_m: readonly number[]): RuleSpec;
}

/** Resolves options. */
export function resolveDoremi(options: OptionValues, setting: MethodSetting): ResolvedDoremi {
  const values = resolveOptions("doremi", OPTIONS, PRESETS, options), { domains } = setting;
  const proxySteps = values.proxySteps as number | undefined;
  const planned: PlanOptions = {
    rounds: values.rounds as number,
    proxy: values.proxy as boolean,
    referenceGiven: values.referenceRun !== undefined || values.targetLosses !== undefined,
    proxySteps,
    referenceSteps: values.referenceSteps as number | undefined ?? proxySteps,
  };
  const reference_m = values.reference === undefined
    ? Float64Array.from(domains, () => 1 / domains.length)
    : sharesOption("doremi: reference", values.reference, domains);
  const plan = planDoremi(setting, planned);
  return { values, plan, reference_m, steering: steeringRule(values, domains, reference_m) };
}

function steeringRule(
  values: ResolvedDoremi["values"],
  domains: readonly string[],
  reference_m: Float64Array,
): Steering {
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => values[name] === undefined ? [] : [[name, values[name]]]));
  if (values.proxy) {
    return { rule: doremiRule, spec: () => ({ rule: doremiRule.name, options: pick(Object.keys(DOREMI_OPTIONS)) }) };
  }
  return {
    rule: shearingRule,
    spec: (losses_m) => ({
      rule: shearingRule.name,
      options: {
        ...pick(["eta", "smoothing", "clipExcess", "batches", "updateSteps"]),
        shares: byName(domains, reference_m),
        targetLosses: values.targetLosses as number[] ?? losses_m,
      },
    }),
  };
}

/** Options that have no meaning together. */
export function checkTogether(options: OptionValues, proxy: boolean): void {
  const without = proxy ? ["targetLosses", "updateSteps"] : [
    ...["rounds", "proxySteps", "proxyModel", "referenceRun", "scoreOver", "objective", "absent", "startScore"],
    ...["averageStart", "sampling", "roundEvery"],
  ];
  const senseless = without.find((name) => options[name] !== undefined && options[name] !== null);
  if (senseless === undefined) return;
  throw wrongKind(
    `doremi: ${senseless}: it is for runs with${proxy ? "out" : ""} a proxy; leave it out, or give ` +
      (proxy ? "preset shearing" : "another preset than shearing"),
  );
}
