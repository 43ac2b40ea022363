/**
 * The methods of Aioli's `main.py` as Mixlab's rules. m domains.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";
import type { Json } from "../../methods/actions.ts";
import { phasesOptions } from "../../methods/phases.ts";
import type { RuleSpec } from "../../methods/rule.ts";
import { byName } from "../../methods/round_record.ts";
import { normalise } from "../../mixture/simplex.ts";
import type { AioliMethod } from "./method_of.ts";
import type { AioliValues } from "./values.ts";

/** What a rule needs to know beside the line. */
export interface RuleSetting {
  readonly domains: readonly string[];
  /** Updates of the whole run. */
  readonly steps: number;
  readonly graph?: readonly (readonly number[])[] | undefined;
}

/** The rule of a line. */
export function ruleOf(values: AioliValues, method: AioliMethod, setting: RuleSetting): RuleSpec {
  return RULES[method](values, setting);
}

const RULES: Readonly<Record<AioliMethod, (values: AioliValues, setting: RuleSetting) => RuleSpec>> = {
  static(values, setting): RuleSpec {
    const { proportions_schedule: schedule, proportions } = values, { domains } = setting, m = domains.length;
    if (schedule === undefined || values.resume_model_path !== undefined) {
      return { rule: "fixed", options: { shares: samplingShares(values, setting) ?? evenShares(domains) } };
    }
    if (proportions !== undefined) {
      throw outOfRange("--proportions, --proportions_schedule: wanted one of them, got both");
    }
    if (schedule.length % m !== 0) {
      throw outOfRange(
        `--proportions_schedule: wanted ${m} numbers for each segment, one a domain (${domains.join(", ")}), got ` +
          `${schedule.length} numbers`,
      );
    }
    const mixtures = Array.from(
      { length: schedule.length / m },
      (_, s) => sharesOf("proportions_schedule", schedule.slice(s * m, (s + 1) * m), domains),
    );
    return { rule: "schedule", options: { mixtures } };
  },
  skillit(values, setting) {
    const { k, skillit_window: window, num_ckpts: checkpoints } = values, m = setting.domains.length;
    if (setting.graph === undefined && k !== undefined && k !== m) {
      throw outOfRange(`--k: wanted the number of domains, ${m} (${setting.domains.join(", ")}), got ${k}`);
    }
    const every = Math.floor(setting.steps / checkpoints);
    return {
      rule: "skill-it",
      options: {
        ...{ preset: "aioli", eta: needed("eta", values.eta, "Skill-It"), window, checkpoints },
        // With an evaluation after every update there is none that could be one update late.
        ...(every === 1 && { evaluationOffset: 0 }),
        updateSteps: needed("update_steps", values.update_steps, "Skill-It"),
        graph: graphOf(setting.graph ?? identity(m), setting.domains),
      },
    };
  },
  doge(values, setting) {
    return {
      rule: "doge",
      options: {
        ...{ preset: "aioli", mu: values.doge_mu },
        targetRows: needed("doge_val_batch_size", values.doge_val_batch_size, "DoGE"),
        ...samplingOption(values, setting),
      },
    };
  },
  doremi(values, setting) {
    needed("doremi_reference_model_path", values.doremi_reference_model_path, "DoReMi");
    return { rule: "doremi", options: { preset: "aioli", eta: values.doremi_mu, ...samplingOption(values, setting) } };
  },
  aioli(values, setting) {
    const own: RuleSpec = { rule: "aioli", options: aioliOptions(values) }, { steps } = setting;
    const before = phaseBefore(values, setting), prior = before === undefined ? 0 : values.prior_steps!;
    if (before === undefined) return own;
    if (prior >= steps) {
      throw outOfRange(`--prior_steps: wanted fewer than the ${steps} steps of the run, got ${prior}`);
    }
    return {
      rule: "phases",
      options: phasesOptions([{ ...before, steps: prior }, { ...own, steps: steps - prior }]),
    };
  },
};

function aioliOptions(values: AioliValues): Record<string, Json> {
  return {
    ...{ preset: "repo", eta: needed("eta", values.eta, "Aioli") },
    updateSteps: needed("update_steps", values.update_steps, "Aioli"),
    ...{ lpRounds: values.lp_rounds, lpSteps: values.lp_steps, oneHotFactor: values.one_hot_factor },
    ...{ normalizeA: values.aioli_normalize_A, diagonal: values.aioli_diagonal },
    ...(values.ema !== undefined && { ema: values.ema }),
  };
}

/** What comes before Aioli's first round, where something does. */
function phaseBefore(values: AioliValues, { domains, graph }: RuleSetting): RuleSpec | undefined {
  const { aioli_prior, prior_steps, skillit_eta, skillit_update_steps, skillit_window: window } = values;
  if (aioli_prior === undefined && graph === undefined) return undefined;
  const prior = aioli_prior && sharesOf("aioli_prior", aioli_prior, domains);
  const steps = needed("prior_steps", prior_steps, prior ? "--aioli_prior" : "--graph_path with --aioli");
  if (prior !== undefined) {
    if (steps === 0) return undefined;
    const tilted = graph === undefined
      ? prior
      : tilt(prior, graphOf(graph, domains), needed("skillit_eta", skillit_eta, "a prior with a graph"));
    return { rule: "fixed", options: { shares: tilted } };
  }
  if (steps === 0) throw outOfRange("--prior_steps: wanted at least one step of Skill-It before Aioli, got 0");
  const updateSteps = needed("skillit_update_steps", skillit_update_steps, "--graph_path with --aioli");
  const eta = needed("skillit_eta", skillit_eta, "--graph_path with --aioli");
  // An evaluation at the end of each round: there this phase fails before its first one.
  const options = { preset: "paper", halveOnes: true, eta, updateSteps, window, graph: graphOf(graph!, domains) };
  return { rule: "skill-it", options };
}

/** q_j ∝ p_j exp(η Σ_i G_ji p_i). */
function tilt(p_m: readonly number[], graph_mm: readonly (readonly number[])[], eta: number): number[] {
  const scores_m = graph_mm.map((row) => row.reduce((sum, effect, i) => sum + effect * p_m[i], 0));
  return Array.from(normalise(p_m.map((share, j) => share * Math.exp(eta * scores_m[j]))));
}

/** Shares that batches are drawn in; undefined under stratified. */
function samplingShares(values: AioliValues, { domains }: RuleSetting): number[] | undefined {
  const { sample_rule, proportions } = values;
  if (sample_rule === "stratified") return undefined;
  if (proportions !== undefined) return sharesOf("proportions", proportions, domains);
  throw outOfRange("--proportions: wanted a mixture with --sample_rule mixture, got none; or --sample_rule stratified");
}

function samplingOption(values: AioliValues, setting: RuleSetting): { sampling?: Json } {
  const shares = samplingShares(values, setting);
  return shares === undefined ? {} : { sampling: byName(setting.domains, shares) };
}

/** Numbers of any sum as shares. */
function sharesOf(flag: string, numbers: readonly number[], domains: readonly string[]): number[] {
  if (numbers.length !== domains.length) {
    throw outOfRange(
      `--${flag}: wanted ${domains.length} numbers, one for each of ${domains.join(", ")}, got ${numbers.length}`,
    );
  }
  const bad = numbers.find((x) => !(x >= 0));
  if (bad !== undefined) throw outOfRange(`--${flag}: wanted numbers ≥ 0, got ${got(bad)}`);
  if (!numbers.some((x) => x > 0)) throw outOfRange(`--${flag}: wanted a number above 0, got none`);
  return Array.from(normalise(numbers));
}

function evenShares(domains: readonly string[]): number[] {
  return domains.map(() => 1 / domains.length);
}

function identity(m: number): number[][] {
  return Array.from({ length: m }, (_, j) => Array.from({ length: m }, (_, i) => i === j ? 1 : 0));
}

function graphOf(graph: readonly (readonly number[])[], domains: readonly string[]): number[][] {
  const m = domains.length;
  if (graph.length === m && graph.every((row) => row.length === m)) return graph.map((row) => [...row]);
  throw outOfRange(
    `--graph_path: wanted a matrix of ${m} × ${m}, for ${domains.join(", ")}, got ${graph.length} × ${
      graph[0]?.length
    }`,
  );
}

function needed<T>(flag: string, value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw outOfRange(`--${flag}: wanted it for ${what}, got none`);
}
