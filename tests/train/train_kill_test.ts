/** kill -9 at 50 moments of runs with checkpoints: what was killed and goes on ends with the bytes of an undisturbed run. */
import assert from "../assert.ts";
import { createHash } from "node:crypto";
import { random } from "../../lib/numerics/random.ts";
import { keptRun, trainKept } from "./kept_run.ts";

const KILLS = 50;

/** Hashes of what a complete run is known by. */
function sums(parent: string): Record<string, string> {
  const run = keptRun(parent), { attempt } = run.result!, at = `${run.folder}/attempts/${attempt}`;
  const last = `${at}/checkpoints/step-00000040`;
  return Object.fromEntries(
    [`${at}/metrics.jsonl`, `${last}/model.safetensors`, `${last}/optimizer.safetensors`, `${run.folder}/result.json`]
      .map(
        (path) => [path.slice(run.folder.length), createHash("sha256").update(Deno.readFileSync(path)).digest("hex")],
      ),
  );
}

/** Starts the run in a process of its own and kills it some milliseconds after it began. @returns whether it had ended. */
async function killed(parent: string, after: number): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-c", new URL("../../deno.train.json", import.meta.url).pathname, "--no-check", "-A"],
      ...[new URL("kept_run.ts", import.meta.url).pathname, parent, "4"],
    ],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, after));
  try {
    child.kill("SIGKILL");
  } catch {
    // it had ended
  }
  for (let done = false; !done;) ({ done } = await reader.read());
  const { success, signal } = await child.status;
  assert.ok(success || signal === "SIGKILL", "the process failed by itself");
  return success;
}

Deno.test(`${KILLS} kills: the same bytes of metrics, parameters, moments and result`, async () => {
  const folder = await Deno.makeTempDir({ prefix: "mixlab-kill-" }), rng = random(11);
  await trainKept(`${folder}/whole`);
  const wanted = sums(`${folder}/whole`);
  let kills = 0, ends = 0;
  for (let n = 0; kills < KILLS; n++) {
    const parent = `${folder}/${n}`;
    for (let ended = false; !ended && kills < KILLS;) {
      ended = await killed(parent, 250 * rng.uniform());
      if (!ended) kills++;
    }
    await trainKept(parent); // what is left of it
    ends++;
    assert.deepEqual(sums(parent), wanted, `run ${n}, after ${kills} kills in all`);
  }
  assert.ok(ends > 3, `only ${ends} runs were killed ${KILLS} times`);
  await Deno.remove(folder, { recursive: true });
});
