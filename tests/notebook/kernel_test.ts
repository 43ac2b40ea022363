/** What a cell of a real kernel keeps: the reason why show() waits. */
import { join } from "node:path";
import { executeCell } from "../../lib/jupyter/execute_cell.ts";
import { Kernel } from "../../lib/jupyter/kernel.ts";
import type { Message } from "../../lib/jupyter/message.ts";
import { deepEqual, equal, match, ok } from "../assert.ts";

const ROOT = join(import.meta.dirname!, "..", "..");
const IMPORT = `import { liveCurve, mixture, notebookProgress, show, task } from "@mixlab/mixlab";\n`;

/** What a client hears of a cell that believes the kernel's word: nothing after `idle`. */
async function believing(kernel: Kernel, code: string): Promise<Message[]> {
  const all: Message[] = [], { promise: idle, resolve } = Promise.withResolvers<void>();
  let own = "";
  kernel.onPublished = (message) => {
    all.push(message);
    if (all.some(({ parent, content }) => parent === own && content.execution_state === "idle")) resolve();
  };
  const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
  const { id, reply } = kernel.ask("execute_request", { ...content, stop_on_error: false });
  own = id;
  await idle;
  kernel.onPublished = () => {};
  const { status, evalue = "" } = await reply;
  equal(status, "ok", String(evalue));
  return all.filter(({ parent }) => parent === own);
}

const textOf = ({ content }: Message) => (content.data as Record<string, string>)["text/plain"];

Deno.test("twelve outputs of a cell, large ones too: none comes after the cell has ended", async () => {
  await using kernel = await Kernel.start({ folder: join(ROOT, "notebooks") });
  const shown = await believing(kernel, `${IMPORT}for (let n = 0; n < 12; n++) await show("line " + n);`);
  deepEqual(
    shown.filter(({ type }) => type === "display_data").map(textOf),
    Array.from({ length: 12 }, (_, n) => `line ${n}`),
  );
  const large = await believing(kernel, `await Promise.all([..."abcdef"].map((letter) => show(letter.repeat(1e6))));`);
  deepEqual(large.filter(({ type }) => type === "display_data").map((m) => textOf(m)[0]), [..."abcdef"]);
});

Deno.test("what is drawn live is written over in one place", async () => {
  await using kernel = await Kernel.start({ folder: join(ROOT, "notebooks") });
  const code = `${IMPORT}
    const line = notebookProgress({ total: 2, label: "runs" });
    await line.update(1); await line.done();
    const curve = liveCurve(); await curve.add(1, { loss: 2 }); await curve.add(2, { loss: 1 }); await curve.done();
    await show(mixture({ code: 1 }));`;
  const { messages, error } = await executeCell(kernel, code, { timeout: 60 });
  equal(error, undefined);
  const types = messages.map(({ type }) => type).filter((type) => type.endsWith("display_data"));
  deepEqual(types, ["display_data", "update_display_data", "display_data", "update_display_data", "display_data"]);
});

Deno.test("a task in a cell: it succeeds, it fails as the cell's error, and it ends with the kernel", async () => {
  const folder = await Deno.makeTempDir(), table = join(ROOT, "data", "three_domains.csv");
  try {
    await using kernel = await Kernel.start({ folder: join(ROOT, "notebooks") });
    const run = (code: string) => executeCell(kernel, code, { timeout: 60 });
    const good = await run(`${IMPORT}const { log } = await task(["fit", "--help"]); console.log(log.length > 1000);`);
    equal(good.error, undefined);
    ok(good.messages.some(({ type, content }) => type === "stream" && content.text === "true\n"));
    const bad = await run(`await task(["fit", "nowhere.csv"]);`);
    match(bad.error!.message, /^deno task fit nowhere\.csv: exit code 2; its last lines:\n[^]*there is no such file/);
    const begun = `await new Promise((began) => {
      task(["fit", ${JSON.stringify(table)}, "--bootstrap", "100000", "--out", ${
      JSON.stringify(folder)
    }]).catch(() => {});
      setTimeout(began, 1500);
    })`;
    equal((await run(begun)).error, undefined);
    equal(await running(folder), true);
  } finally {
    for (let wait = 0; wait < 100 && await running(folder); wait++) await new Promise((go) => setTimeout(go, 100));
    const left = await running(folder);
    await Deno.remove(folder, { recursive: true });
    equal(left, false, "the kernel has ended: so has the command");
  }
});

/** Whether a process has the text among its arguments. Deno itself may read /proc only with all permissions. */
async function running(text: string): Promise<boolean> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", "cat /proc/[0-9]*/cmdline 2>/dev/null"] }).output();
  return new TextDecoder().decode(stdout).includes(text);
}
