/** A mini training that takes its time: `kill_child.ts FOLDER STEPS EVERY`. */
import { miniTraining } from "./mini_training.ts";

const [folder, steps, every] = Deno.args;
const pause = new Int32Array(new SharedArrayBuffer(4));
miniTraining(folder, {
  steps: Number(steps),
  every: Number(every),
  onStep(step) {
    console.log(`step ${step}`);
    Atomics.wait(pause, 0, 0, 2);
  },
  onRefused(reason) {
    throw new Error(reason); // a kill leaves nothing that is refused
  },
});
