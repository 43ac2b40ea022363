import { task } from "@mixlab/mixlab";
import { join } from "node:path";
import { sendingTo } from "../../lib/notebook/kernel.ts";
import { deepEqual, equal, match, ok, rejects } from "../assert.ts";

const GUARD = join(import.meta.dirname!, "..", "..", "lib", "notebook", "task_guard.ts");

/** What stood in each place, one text after the other. */
function recorded() {
  const texts: string[] = [], ids = new Set<string>();
  const sending = sendingTo((output, place) => {
    texts.push(output["text/plain"]);
    equal(place!.update, ids.has(place!.id), "the first makes the place, the others write over it");
    ids.add(place!.id);
    return Promise.resolve();
  });
  return { texts, ids, [Symbol.dispose]: () => sending[Symbol.dispose]() };
}

Deno.test("a task runs at the root, is seen, and ends with its command and exit code", async () => {
  using seen = recorded();
  const lines: string[] = [];
  const { code, log } = await task(["fit", "--help"], { onLine: (line) => lines.push(line) });
  equal(code, 0);
  match(log, /deno task fit runs\.csv --law auto/);
  equal(log, lines.map((line) => `${line}\n`).join(""));
  deepEqual([seen.ids.size, seen.texts[0], seen.texts.at(-1)], [
    1,
    "$ deno task fit --help",
    "$ deno task fit --help\nexit code 0",
  ]);
  await task(["fit", "--help"], { keep: 2 });
  const last = log.trimEnd().split("\n").slice(-2);
  equal(seen.texts.at(-1), ["$ deno task fit --help", ...last, "exit code 0"].join("\n"));
});

Deno.test("a task that fails throws with command, exit code and last lines", async () => {
  using seen = recorded();
  await rejects(task(["fit", "no such 'table'.csv"]), {
    message: /^deno task fit 'no such '\\''table'\\''\.csv': exit code 2; its last lines:\n[^]*there is no such file/,
  });
  match(seen.texts.at(-1)!, /\nexit code 2$/);
});

Deno.test("what is no task is refused", async () => {
  await rejects(task("fit" as never), { name: "TypeError", message: /task: wanted a list of text/ });
  await rejects(task([1] as never), { name: "TypeError" });
  await rejects(task([]), { name: "RangeError", message: /got none/ });
  await rejects(task(["fit"], { keep: -1 }), {
    name: "RangeError",
    message: /keep: wanted a whole number ≥ 0, got -1/,
  });
});

/** A program that says that it runs, and tells which signal ends it. */
const PROGRAM = `
Deno.addSignalListener("SIGINT", () => { console.log("told"); Deno.exit(7); });
console.log("runs"); setInterval(() => {}, 1000);`;

async function guarded(patience: number) {
  const folder = await Deno.makeTempDir(), file = join(folder, "program.ts");
  await Deno.writeTextFile(file, PROGRAM);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--no-lock", "--allow-run", GUARD, String(patience)]
      .concat([Deno.execPath(), "run", "--no-config", "--no-lock", file]),
    stdin: "piped",
    stdout: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  let text = "";
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!text.includes("runs")) text += (await reader.read()).value ?? "";
  return {
    child,
    life: child.stdin.getWriter(),
    /** All that the program says until it has ended. */
    async rest() {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        text += value;
      }
      return text;
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("the guard ends its command when the notebook is gone", async () => {
  await using one = await guarded(60_000);
  await one.life.close();
  equal(await one.rest(), "runs\ntold\n");
  equal((await one.child.status).code, 7);
});

Deno.test("the guard ends its command when the kernel is silent, not before", async () => {
  await using one = await guarded(1_500);
  for (let beat = 0; beat < 8; beat++) {
    await one.life.write(new Uint8Array([10]));
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const began = performance.now();
  equal(await one.rest(), "runs\ntold\n");
  ok(performance.now() - began > 500, "it lived as long as it was told that the kernel does");
  equal((await one.child.status).code, 7);
  await one.life.abort().catch(() => {});
});

Deno.test("a signal ends the command, and its reason comes back", async () => {
  using seen = recorded();
  const stop = new AbortController();
  const running = task(["fit", "data/three_domains.csv", "--bootstrap", "100000"], { signal: stop.signal });
  setTimeout(() => stop.abort(new Error("enough")), 800);
  const began = performance.now();
  await rejects(running, { message: "enough" });
  ok(performance.now() - began < 15_000);
  match(seen.texts[0], /^\$ deno task fit data/);
});
