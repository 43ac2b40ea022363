import { deepEqual, equal, match, ok, rejects } from "../assert.ts";
import { CellTimedOut, executeCell } from "../../lib/jupyter/execute_cell.ts";
import { COLLECT } from "../../lib/jupyter/fence.ts";
import { Displays, gatherOutputs } from "../../lib/jupyter/gather_outputs.ts";
import { Kernel, KernelDied } from "../../lib/jupyter/kernel.ts";
import type { Output } from "../../lib/jupyter/notebook.ts";
import { PINNED_DENO } from "../../lib/cli/pinned_deno.ts";

const TIMEOUT = 60;
const folder = await Deno.realPath(await Deno.makeTempDir());
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

/** What a cell gave, in short: texts of streams, text/plain of the rest. */
async function run(kernel: Kernel, code: string, displays = new Displays()): Promise<string[]> {
  return gatherOutputs(await executeCell(kernel, code, { timeout: TIMEOUT }), displays).map(short);
}

function short(output: Output): string {
  if (output.kind === "stream") return `${output.name} ${output.text}`;
  if (output.kind === "error") return `${output.name}: ${output.message}`;
  return `${output.kind} ${output.data["text/plain"]}`;
}

Deno.test("kernel: nothing that a cell gives is lost or comes to another", async (t) => {
  await using kernel = await Kernel.start({ folder });

  await t.step("100 cells with one output each", async () => {
    const codes = ["NN + 1000", "console.log(NN)", `await Deno.jupyter.display({ "text/plain": "NN" }, { raw: true })`];
    const wanted = ["execute_result 10NN", "stdout NN\n", "display_data NN"];
    for (let n = 10; n < 110; n++) {
      const fill = (text: string) => text.replace("10NN", String(1000 + n)).replace("NN", String(n));
      deepEqual(await run(kernel, fill(codes[n % 3])), [fill(wanted[n % 3])]);
    }
  });

  await t.step("a cell of many lines, and of streams and displays in turn", async () => {
    const lines = Array.from({ length: 12 }, (_, i) => `line ${i}\n`).join("");
    for (let n = 0; n < 5; n++) {
      deepEqual(await run(kernel, `for (let i = 0; i < 12; i++) console.log("line", i)`), [`stdout ${lines}`]);
    }
    const turns = `for (let i = 0; i < 20; i++) {
      console.log(i); console.error(i); await Deno.jupyter.display({ "text/plain": "d" + i }, { raw: true });
    }`;
    const wanted = Array.from({ length: 20 }, (_, i) => [`stdout ${i}\n`, `stderr ${i}\n`, `display_data d${i}`])
      .flat();
    deepEqual(await run(kernel, turns), wanted);
  });

  await t.step("1 MB in one display", async () => {
    const code = `await Deno.jupyter.display({ "text/html": "a".repeat(1e6), "text/plain": "big" }, { raw: true }); 7`;
    const outputs = gatherOutputs(await executeCell(kernel, code, { timeout: TIMEOUT }), new Displays());
    deepEqual(outputs.map(short), ["display_data big", "execute_result 7"]);
    equal("data" in outputs[0] && outputs[0].data["text/html"], "a".repeat(1e6));
  });

  await t.step("a display that a later cell updates", async () => {
    const displays = new Displays();
    const show = (text: string, update: boolean) =>
      `await Deno.jupyter.display({ "text/plain": ${text} }, { raw: true, display_id: "bar", update: ${update} });`;
    const executed = await executeCell(kernel, show(`"0 %"`, false) + show(`"50 %"`, true), { timeout: TIMEOUT });
    const outputs = gatherOutputs(executed, displays);
    deepEqual(outputs.map(short), ["display_data 50 %"]);
    deepEqual(await run(kernel, show(`"100 %"`, true), displays), []);
    deepEqual(outputs.map(short), ["display_data 100 %"]);
  });

  await t.step("errors, also of code that does not parse", async () => {
    deepEqual(await run(kernel, `console.log("before"); throw new RangeError("too far")`), [
      "stdout before\n",
      "RangeError: too far",
    ]);
    match((await run(kernel, "let q = ;"))[0], /^Error: Execution failed \(it does not parse, an import .*\)$/);
    deepEqual(await run(kernel, "1"), ["execute_result 1"]);
  });

  await t.step("errors that nobody awaits, once they are collected", async () => {
    deepEqual(await run(kernel, `Promise.reject(new Error("unheard")); 1`), ["execute_result 1"]); // the kernel is silent
    deepEqual(await run(kernel, COLLECT), []);
    deepEqual(await run(kernel, `Promise.reject(new TypeError("unheard")); 1`), [
      "execute_result 1",
      "TypeError: unheard (it was not awaited)",
    ]);
    const later = `setTimeout(() => { throw "text" }, 0); await new Promise((done) => setTimeout(done, 100)); 1`;
    deepEqual(await run(kernel, later), ["execute_result 1", "Error: text (it was not awaited)"]);
    deepEqual(await run(kernel, "2"), ["execute_result 2"]);
  });

  await t.step("an interrupt ends an endless loop, and the kernel lives on", async () => {
    const endless = run(kernel, `globalThis.kept = 5; console.log("in it"); while (true) {}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await kernel.interrupt();
    match((await endless)[0], /^stdout in it|^Error: Execution failed/);
    deepEqual(await run(kernel, "globalThis.kept"), ["execute_result 5"]);
  });
});

Deno.test("kernel: a cell that ends it, or does not end, is an error; nothing of it stays", async () => {
  const told: string[] = [];
  let child = 0;
  {
    await using kernel = await Kernel.start({ folder, tell: (line) => told.push(line) });
    const code = `const { pid } = new Deno.Command("sleep", { args: ["600"] }).spawn(); console.log(pid)`;
    child = Number((await run(kernel, code))[0].split(" ")[1]);
    ok(child > 1);
    Deno.kill(child, "SIGCONT"); // it lives
    await rejects(executeCell(kernel, "await new Promise(() => {})", { timeout: 0.3 }), (error) => {
      ok(error instanceof CellTimedOut);
      equal(error.message, "it did not end within 0.3 s");
      return true;
    });
    const stop = new AbortController(), reason = new Error("enough");
    setTimeout(() => stop.abort(reason), 50);
    await rejects(executeCell(kernel, "1", { timeout: TIMEOUT, signal: stop.signal }), (error) => error === reason);
  }
  await gone(child);
  await using kernel = await Kernel.start({ folder, tell: (line) => told.push(line) });
  await rejects(run(kernel, "Deno.exit(3)"), (error) => {
    ok(error instanceof KernelDied);
    equal(error.message, "the kernel ended with code 3");
    return true;
  });
  await rejects(run(kernel, "1"), KernelDied);
  deepEqual(told, []); // the warning at each start is no news
});

/** Returns when a process is no more. */
async function gone(pid: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      Deno.kill(pid, "SIGCONT");
    } catch {
      return;
    }
    if (/\) Z /.test(await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => ") Z "))) return; // nobody waits for it
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`process ${pid} still lives`);
}

// When one of these fails the kernel has changed: see whether what is built around the fact is still needed.
Deno.test({ name: "kernel: facts about the pinned Deno", ignore: Deno.version.deno !== PINNED_DENO }, async (t) => {
  await using kernel = await Kernel.start({ folder });

  await t.step("it says idle before it has sent the outputs (hence fences, and the wait of show)", async () => {
    let late = 0;
    for (let n = 0; n < 25; n++) {
      const { messages } = await executeCell(kernel, "for (let i = 0; i < 12; i++) console.log(i)", {
        timeout: TIMEOUT,
      });
      const cell = messages.find(({ type }) => type === "execute_input")!.parent;
      const own = messages.filter(({ parent }) => parent === cell);
      if (own.at(-1)!.type !== "status") late++;
    }
    ok(late > 0, "no output came after idle in 25 cells of 12 lines");
  });

  await t.step(
    "it shows nothing for values that JSON cannot hold, and lets a later cell declare a name again",
    async () => {
      for (const value of ["NaN", "Infinity", "null"]) deepEqual(await run(kernel, value), [], value);
      deepEqual(await run(kernel, "const twice = 1; twice"), ["execute_result 1"]);
      deepEqual(await run(kernel, "const twice = 2; twice"), ["execute_result 2"]);
    },
  );

  await t.step("its working folder is the notebook's", async () => {
    deepEqual(await run(kernel, "console.log(Deno.cwd())"), [`stdout ${folder}\n`]);
  });
});
