/** Sweeps of a very small model on the native engine, and the corpus of the training tests. */
import { mixEnvironment } from "../../../lib/cli/mix_environment.ts";
import { settingsFromObject } from "../../../lib/cli/train_values.ts";
import type { MixEnvironment } from "../../../lib/cli/mix_environment.ts";
import type { Json } from "../../../lib/methods/actions.ts";
import type { SweepPlan } from "../../../lib/sweep/plan.ts";
import { planSweep, type SweepAsk } from "../../../lib/sweep/plan_sweep.ts";

/** Settings of runs in a folder of `inTrainFolder`. */
export function nativeSettings(folder: string, more: Readonly<Record<string, Json>> = {}): Record<string, Json> {
  const { "eval-every": _, ...settings } = JSON.parse(Deno.readTextFileSync(`${folder}/run.json`));
  return { ...settings, corpus: `${folder}/corpus`, "eval-sequences": 8, "final-sequences": 8, ...more };
}

/** The environment of such runs. */
export async function nativeEnvironment(
  folder: string,
  settings: Readonly<Record<string, Json>>,
  more: Pick<Parameters<typeof mixEnvironment>[3] & object, "signal" | "onProgress"> = {},
): Promise<MixEnvironment> {
  const quiet = () => {};
  return await mixEnvironment(settingsFromObject(settings, "settings"), {}, quiet, { out: `${folder}/runs`, ...more });
}

/** Plans a sweep, in `<folder>/sweep/plan.json` too. */
export async function nativePlan(folder: string, ask: SweepAsk): Promise<SweepPlan> {
  const settings = nativeSettings(folder, { steps: ask.steps });
  using environment = await nativeEnvironment(folder, settings);
  const plan = await planSweep(ask, environment, { settings, mixlab: "test", design: "by hand" });
  Deno.mkdirSync(`${folder}/sweep`, { recursive: true });
  Deno.writeTextFileSync(`${folder}/sweep/plan.json`, JSON.stringify(plan));
  return plan;
}
