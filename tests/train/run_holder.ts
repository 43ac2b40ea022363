/** Takes an attempt in a folder, saves a checkpoint, says its id and waits to be killed: `run_holder.ts FOLDER`. */
import { openRun } from "../../lib/train/run_directory.ts";
import { sampleCheckpoint } from "./checkpoints.ts";

const run = openRun(Deno.args[0], { steps: 10, mixture: { web: 0.5, code: 0.5 } });
const attempt = run.attempt({ onRefused: console.error, onBusy: console.error });
attempt.metrics({ step: 5 });
attempt.save(sampleCheckpoint(5));
attempt.metrics({ step: 6 });
console.log(attempt.id);
setInterval(() => {}, 1000);
