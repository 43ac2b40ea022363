import { deepEqual, equal, match, rejects, throws } from "../assert.ts";
import { outOfRange } from "../../lib/errors.ts";
import { type ExecuteNotebook, executeNotebook } from "../../lib/jupyter/execute_notebook.ts";
import type { CodeCell, Notebook, Output } from "../../lib/jupyter/notebook.ts";

const folder = await Deno.realPath(await Deno.makeTempDir());
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

const stream = (text: string): Output => ({ kind: "stream", name: "stdout", text });

/** A notebook of cells of code: source, then tags; each had the output "old". */
function notebook(...cells: (readonly [string, ...string[]])[]): Notebook {
  return {
    metadata: {},
    cells: [
      { kind: "markdown", id: "words", metadata: {}, source: "# words" },
      ...cells.map(([source, ...tags], n): CodeCell => ({
        kind: "code",
        id: `c${n}`,
        metadata: { tags },
        source,
        executionCount: 99,
        outputs: [stream("old\n")],
      })),
    ],
  };
}

const OPTIONS: ExecuteNotebook = {
  folder,
  places: [[folder, "here"]],
  timeout: 60,
  collection: (name) => {
    if (!["open", "closed", "open-away", "closed-away"].includes(name)) throw outOfRange(`no collection ${name}`);
    return { here: !name.endsWith("away"), keep: name.startsWith("open"), note: `${name} is not kept` };
  },
};

const given = (executed: Notebook) =>
  executed.cells.flatMap((cell) => cell.kind === "code" ? [[cell.executionCount, ...cell.outputs]] : []);

Deno.test("execute: cells are numbered, skipped, kept or cleared as their tags say", async () => {
  const before = notebook(
    ["console.log(Deno.cwd() + '/x'); 5"],
    ["console.log('open')", "needs:open"],
    ["console.log('secret')", "needs:closed"],
    ["throw new Error('away')", "needs:open-away"],
    ["throw new Error('away')", "needs:open", "needs:closed-away"],
    ["console.log('as said'); throw new Error('wanted')", "raises"],
    ["console.log('no error')", "raises", "varies"],
  );
  const progress: string[] = [];
  const { notebook: after, ran, skipped, failed } = await executeNotebook(before, {
    ...OPTIONS,
    progress: (number, of) => progress.push(`${number}/${of}`),
  });
  equal(failed, undefined);
  deepEqual(ran, [1, 2, 3, 6, 7]);
  deepEqual(progress, ["1/7", "2/7", "3/7", "6/7", "7/7"]);
  deepEqual(skipped, [{ number: 4, collection: "open-away" }, { number: 5, collection: "closed-away" }]);
  const wanted = given(after);
  match(JSON.stringify(wanted[5].pop()), /"name":"Error","message":"wanted"/);
  deepEqual(wanted, [
    [1, stream("here/x\n"), { kind: "execute_result", data: { "text/plain": "5" }, metadata: {} }],
    [2, stream("open\n")],
    [3, stream("closed is not kept\n")],
    [4, stream("old\n")],
    [5, stream("closed-away is not kept\n")],
    [6, stream("as said\n")],
    [7, stream("no error\n")],
  ]);
  deepEqual(after.cells.map(({ id, source }) => [id, source]), before.cells.map(({ id, source }) => [id, source]));
});

Deno.test("execute: numbers and dates are written as on any other machine", async () => {
  const names = ["LC_ALL", "TZ", "NO_COLOR"], before = names.map((name) => Deno.env.get(name));
  Deno.env.set("LC_ALL", "de_DE.UTF-8");
  Deno.env.set("TZ", "Asia/Tokyo");
  Deno.env.delete("NO_COLOR");
  try {
    const code = "console.log((1234.5).toLocaleString(), new Date(0).getHours(), [true])";
    deepEqual(given((await executeNotebook(notebook([code]), OPTIONS)).notebook), [[
      1,
      stream("1,234.5 0 [ true ]\n"),
    ]]);
  } finally {
    names.forEach((name, n) => before[n] === undefined ? Deno.env.delete(name) : Deno.env.set(name, before[n]));
  }
});

Deno.test("execute: what may not be kept does not reach a display of another cell", async () => {
  const show = (text: string, update: boolean) =>
    `await Deno.jupyter.display({ "text/plain": "${text}" }, { raw: true, display_id: "d", update: ${update} })`;
  const { notebook: after } = await executeNotebook(
    notebook([show("public", false)], [show("secret", true), "needs:closed"], ["6"]),
    OPTIONS,
  );
  equal(JSON.stringify(after).includes('"public"'), true);
  equal(JSON.stringify(given(after)).includes("secret"), false);
});

Deno.test("execute: the cell that fails ends the run and is named", async () => {
  const { notebook: after, ran, failed } = await executeNotebook(
    notebook(["1"], ["console.log('a'); throw new TypeError('in ' + Deno.cwd())"], ["console.log('b')"]),
    OPTIONS,
  );
  deepEqual(ran, [1, 2]);
  equal(failed?.number, 2);
  equal(failed?.error.message, `in ${folder}`); // for whoever mends it; the file names no folder of this machine
  match(JSON.stringify(given(after)[1][2]), /"message":"in here"/);
  deepEqual(given(after)[2], [99, stream("old\n")]);
  deepEqual(given(after)[1].slice(0, 2), [2, stream("a\n")]);
});

Deno.test("execute: an error that nobody awaits fails the cell, a dead or endless kernel also where a cell may raise", async () => {
  const fails = async (source: string, words: RegExp, timeout = 60) => {
    const { failed } = await executeNotebook(notebook([source, "raises"], ["1"]), { ...OPTIONS, timeout });
    equal(failed?.number, 1);
    match(`${failed?.error.name}: ${failed?.error.message}`, words);
  };
  await fails("Deno.exit(4)", /^KernelDied: the kernel ended with code 4$/);
  await fails("await new Promise(() => {})", /^CellTimedOut: it did not end within 0.5 s$/, 0.5);
  const { failed } = await executeNotebook(notebook(["Promise.reject(new Error('lost'))", "varies"]), OPTIONS);
  equal(failed?.error.message, "lost (it was not awaited)");
});

Deno.test("execute: an unknown collection is refused before anything runs; a signal ends it", async () => {
  await rejects(executeNotebook(notebook(["1"], ["2", "needs:other"]), OPTIONS), /no collection other/);
  const stop = new AbortController(), reason = new Error("enough");
  const progress = () => setTimeout(() => stop.abort(reason), 20);
  const run = executeNotebook(notebook(["await new Promise(() => {})"]), { ...OPTIONS, progress, signal: stop.signal });
  await rejects(run, (error) => error === reason);
  throws(() => stop.signal.throwIfAborted(), /enough/);
});
