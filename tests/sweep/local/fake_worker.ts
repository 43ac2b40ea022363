/**
 * A worker that trains nothing and speaks as a real one does: `fake_worker.ts FOLDER KEY --events --leash --log PATH`.
 * What it does is said by the first word of its run's id; when, in `<folder>/times.jsonl`.
 */
import { recordFailure } from "../../../lib/sweep/failures.ts";

const [folder, key] = Deno.args;
const { runs, runsIn } = JSON.parse(Deno.readTextFileSync(`${folder}/plan.json`));
// deno-lint-ignore no-explicit-any -- as JSON has it
const { id, steps } = runs.find((run: any) => run.key === key), [does, long = "0"] = id.split(" ");
const tell = (event: unknown) => console.log(JSON.stringify(event));
const note = (what: string) =>
  Deno.writeTextFileSync(`${folder}/times.jsonl`, JSON.stringify({ what, key, id, at: Date.now() }) + "\n", {
    append: true,
  });
const before = (() => {
  try {
    return Deno.readTextFileSync(`${runsIn}/${key}/checkpoint`);
  } catch {
    return "";
  }
})();
Deno.mkdirSync(`${runsIn}/${key}`, { recursive: true });

note("begins");
tell({ event: "progress", key, phase: "evaluating", step: 0, steps });
tell({ event: "progress", key, phase: "training", step: 1, steps, loss: 2 });
const leash = (async () => {
  if (does === "deaf") return;
  for await (const _ of Deno.stdin.readable) { /* nothing is ever said */ }
  Deno.writeTextFileSync(`${runsIn}/${key}/checkpoint`, "stopped");
  note("stops");
  Deno.exit(130);
})();
switch (does) {
  case "fails":
    recordFailure(folder, key, { state: "FAILED", reason: "the loss is not finite", log: Deno.args.at(-1)! });
    Deno.exit(1);
    break;
  case "refuses":
    console.error("mixlab: this run cannot be made");
    Deno.exit(2);
    break;
  case "spoils": // a result of another kind
    Deno.writeTextFileSync(`${runsIn}/${key}/result.json`, long === "text" ? "{" : '{ "value": { "val": ["1"] } }');
    Deno.exit(0);
    break;
  case "leaves":
    Deno.exit(0);
    break;
  case "dies": // once, or always
    console.error("the last words");
    if (long === "always" || before === "") {
      Deno.writeTextFileSync(`${runsIn}/${key}/checkpoint`, "died");
      Deno.kill(Deno.pid, "SIGKILL");
    }
    break;
  case "waits": // until it is stopped; the next time it ends
    if (before === "") await leash;
    break;
  case "deaf":
    await new Promise((resolve) => setTimeout(resolve, 60_000));
}
await new Promise((resolve) => setTimeout(resolve, Number(long) || 0));
Deno.writeTextFileSync(`${runsIn}/${key}/result.json`, JSON.stringify({ attempt: "0001", value: { val: [1, 2] } }));
note("ends");
Deno.exit(0);
