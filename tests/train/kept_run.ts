/**
 * The loop on a bigram model in a run directory, as the command keeps it. The model's weight and bias stand in the place
 * of two tensors of a small GPT-NeoX, since checkpoints hold such models.
 */
import { modelParameters } from "../../lib/model/parameters.ts";
import { modelPreset } from "../../lib/model/presets.ts";
import { readCheckpoint } from "../../lib/train/checkpoint_read.ts";
import { openRun, type Run } from "../../lib/train/run_directory.ts";
import { checkRunState } from "../../lib/train/run_state.ts";
import { train } from "../../lib/train/train.ts";
import { bigramEngine } from "./bigram_engine.ts";
import { RUN, T, timeless, V } from "./train_fixture.ts";

const CONFIG = {
  ...modelPreset("tiny", { vocabularySize: V, context: T }),
  ...{ width: V, heads: 3, layers: 1, mlpWidth: 2, rotaryFraction: 0.5 },
};
const PARAMETERS = {
  specs: modelParameters(CONFIG),
  weight: "gpt_neox.embed_in.weight",
  bias: "gpt_neox.final_layer_norm.bias",
};

/** The run in a folder. */
export function keptRun(parent: string): Run {
  return openRun(parent, { name: "kept", steps: RUN.steps });
}

/** Trains the run in a folder to its end, from where it stands. `slow`: milliseconds that an update takes at least. */
export async function trainKept(parent: string, slow = 0): Promise<void> {
  const run = keptRun(parent);
  using attempt = run.attempt({ onRefused: console.error, onBusy: console.error, keepLast: 2 });
  const engine = bigramEngine(V, T, PARAMETERS), { resumed } = attempt, from = resumed && readCheckpoint(resumed.path);
  const result = await train({
    ...RUN,
    engine,
    ...(from && { resume: { ...from, state: checkRunState(from.state) } }),
    checkpoints: {
      every: 3,
      save: ({ state, ...tensors }) => attempt.save({ config: CONFIG, ...tensors, state: { ...state } }),
    },
    onRecord: (record) => attempt.metrics({ ...record }),
    onProgress() {
      for (const until = performance.now() + slow; performance.now() < until;);
    },
  });
  attempt.publish(timeless(result));
}

if (import.meta.main) {
  console.log("ready");
  await trainKept(Deno.args[0], Number(Deno.args[1]));
}
