/**
 * The plan of methods before anything runs: what each will cost.
 *
 * @module
 */
import type { ExpectedCost, MethodSetting } from "../methods/method.ts";
import type { RunSpec } from "../methods/run_spec.ts";
import type { AskedMethod, MixAsk } from "./mix_ask.ts";
import type { MixPlace } from "./mix_place.ts";
import { textTable } from "./text_table.ts";

/** What a method will cost under one seed. */
export interface PlannedMethod extends ExpectedCost {
  readonly name: string;
  /** Of all of its runs. */
  readonly total: { readonly runs: number; readonly steps: number; readonly tokens: number };
}

/** The plan. */
export interface MixPlan {
  readonly methods: readonly PlannedMethod[];
  readonly seeds: readonly number[];
  readonly budget: MethodSetting["budget"];
  /** Positions (B T) of an update. */
  readonly positions: number;
  /** Of all methods under all seeds; at most so much where a method may stop early, or finds a run made before. */
  readonly total: PlannedMethod["total"];
}

/** The setting of a method under a seed. */
export function settingOf(ask: MixAsk, place: MixPlace, seed: number): MethodSetting {
  return { ...place.setting, steps: place.steps, seed, budget: ask.budget };
}

/**
 * Checks all methods under all seeds, and tells what they will cost.
 *
 * @throws {TypeError | RangeError} when an option or the setting is not right.
 */
export async function planMix(ask: MixAsk, methods: readonly AskedMethod[], place: MixPlace): Promise<MixPlan> {
  for (const seed of ask.seeds) {
    for (const asked of methods) {
      const setting = settingOf(ask, place, seed);
      asked.method.check(asked.options, setting);
      await place.check(firstRuns(asked, setting));
    }
  }
  const positions = place.setting.batch * place.setting.context, setting = settingOf(ask, place, ask.seeds[0]);
  const planned = methods.map(({ method, options }): PlannedMethod => {
    const cost = method.cost(options, setting);
    const runs = cost.preparation.reduce((sum, { runs }) => sum + runs, 1);
    const steps = cost.preparation.reduce((sum, { runs, steps }) => sum + runs * steps, cost.steps);
    return { name: method.name, ...cost, total: { runs, steps, tokens: steps * positions } };
  });
  const sum = (of: keyof PlannedMethod["total"]) =>
    ask.seeds.length * planned.reduce((total, one) => total + one.total[of], 0);
  return {
    methods: planned,
    ...{ seeds: ask.seeds, budget: ask.budget, positions },
    total: { runs: sum("runs"), steps: sum("steps"), tokens: sum("tokens") },
  };
}

/** The runs that a method begins with. */
function firstRuns({ method, options }: AskedMethod, setting: MethodSetting): readonly RunSpec[] {
  const { done, value } = method.prepare(options, setting).next([]);
  if (!done) return value;
  const { rule, steps } = value;
  return [{ name: "final", role: "final", rule, steps, seed: setting.seed }];
}

/** The plan for people. */
export function planText({ methods, seeds, budget, total }: MixPlan, { setting }: MixPlace): string {
  const rows = methods.map(({ name, preparation, steps, evaluations, estimation, tiltBound, total }) => [
    name,
    preparation.map(({ what, runs, steps }) => `${what} ${runs} × ${steps}`).join(", ") || "–",
    `${steps}`,
    `${total.steps}`,
    amount(total.tokens),
    `${evaluations + 2}`,
    estimation ? `${(100 * estimation.share).toFixed(1)} %` : "–",
    tiltBound ? `${ratio(tiltBound.update)}, ${ratio(tiltBound.run)}` : "–",
  ]);
  const table = textTable([
    ...["method", "runs before × steps", "final steps", "all steps", "tokens"],
    ...["val passes", "estimation", "tilt at most"],
  ], rows);
  const each = seeds.length === 1 ? `seed ${seeds[0]}` : `for each of the seeds ${seeds.join(", ")}`;
  const paid = budget === "final"
    ? "preparation comes on top of the final run"
    : "the steps pay for all runs of a method";
  const tilt = methods.some(({ tiltBound }) => tiltBound)
    ? "\nTilt: the most by which the ratio of two shares can change, in an update and in the whole run."
    : "";
  return `Plan (${each}; batches of ${setting.batch} × ${setting.context}; budget ${budget}: ${paid})\n${table}\n` +
    `In all ${total.runs} run${total.runs === 1 ? "" : "s"}, ${total.steps} steps, ${amount(total.tokens)} tokens. ` +
    `Val passes, estimation: of the final run.${tilt}`;
}

function ratio(value: number): string {
  if (value === Infinity) return "beyond 1e308 ×";
  return value < 100 ? `${value.toFixed(3)} ×` : `${value.toPrecision(3)} ×`;
}

/** Tokens as a person says them. */
export function amount(tokens: number): string {
  return tokens < 1e4
    ? `${Math.round(tokens)}`
    : tokens < 1e7
    ? `${(tokens / 1e3).toFixed(0)} k`
    : tokens < 1e10
    ? `${(tokens / 1e6).toFixed(1)} M`
    : `${(tokens / 1e9).toFixed(1)} G`;
}
