import { deepEqual, equal } from "../assert.ts";
import { outputsDiffer } from "../../lib/jupyter/compare_outputs.ts";
import { Displays, gatherOutputs } from "../../lib/jupyter/gather_outputs.ts";
import type { JsonObject } from "../../lib/jupyter/json.ts";
import { named, normaliseOutput } from "../../lib/jupyter/normalise_outputs.ts";
import type { DisplayOutput, Output } from "../../lib/jupyter/notebook.ts";

const sent = (type: string, content: JsonObject) => ({ type, parent: "p", content });
const print = (text: string, name = "stdout") => sent("stream", { name, text });
const display = (text: string, id?: string, type = "display_data") =>
  sent(type, { data: { "text/plain": text }, metadata: {}, transient: id === undefined ? {} : { display_id: id } });
const stream = (text: string, name: "stdout" | "stderr" = "stdout"): Output => ({ kind: "stream", name, text });
const shown = (text: string, kind: DisplayOutput["kind"] = "display_data"): DisplayOutput => ({
  kind,
  data: { "text/plain": text },
  metadata: {},
});
const gathered = (...messages: ReturnType<typeof sent>[]) => gatherOutputs({ messages }, new Displays());

Deno.test("outputs: neighbouring texts of one stream become one; the rest of the protocol is no output", () => {
  deepEqual(
    gathered(
      sent("status", { execution_state: "busy" }),
      sent("execute_input", { code: "" }),
      print("a\n"),
      print("b"),
      print("c\n", "stderr"),
      print("d\n"),
      display("e"),
      print("f\n"),
      print("g\n"),
    ),
    [stream("a\nb"), stream("c\n", "stderr"), stream("d\n"), shown("e"), stream("f\ng\n")],
  );
});

Deno.test("outputs: value and error stand last, wherever they came", () => {
  const error = { name: "Error", message: "no", traceback: ["at x"] };
  const messages = [
    sent("error", { ename: "Error", evalue: "no", traceback: [] }),
    display("5", undefined, "execute_result"),
    print("a\n"),
  ];
  deepEqual(gatherOutputs({ messages, error }, new Displays()), [
    stream("a\n"),
    shown("5", "execute_result"),
    { kind: "error", ...error },
  ]);
});

Deno.test("outputs: a display that is updated holds what came last, also from a later cell", () => {
  const displays = new Displays();
  const first = gatherOutputs({
    messages: [
      display("0 %", "bar"),
      display("other", "x"),
      display("50 %", "bar", "update_display_data"),
      display("copy", "bar"),
    ],
  }, displays);
  deepEqual(first, [shown("50 %"), shown("other"), shown("copy")]);
  deepEqual(gatherOutputs({ messages: [display("100 %", "bar", "update_display_data")] }, displays), []);
  deepEqual(first, [shown("100 %"), shown("other"), shown("100 %")]);
  deepEqual(gathered(display("lost", "nobody", "update_display_data")), []);
});

Deno.test("outputs: clearing takes what was there, at once or with the next output", () => {
  deepEqual(gathered(print("a\n"), sent("clear_output", { wait: false })), []);
  deepEqual(gathered(print("a\n"), sent("clear_output", { wait: true })), [stream("a\n")]);
  deepEqual(gathered(print("a\n"), sent("clear_output", { wait: true }), print("b\n"), print("c\n")), [
    stream("b\nc\n"),
  ]);
});

Deno.test("normalised: no escape codes, folders by their names, pictures as they are", () => {
  const places = [["/work/main", "mixlab"], ["/work", "~"], ["/work/main/tables", "mixlab/tables"], [
    "/",
    "root",
  ]] as const;
  const is = (text: string, wanted: string) => equal(named(text, places), wanted);
  is("/work/main/data/a.csv:3", "mixlab/data/a.csv:3");
  is("at file:///work/main/lib/x.ts:1:2", "at mixlab/lib/x.ts:1:2");
  is("see /work/main.", "see mixlab.");
  is('"/work/main/tables/dml"', '"mixlab/tables/dml"');
  is("(/work/other)", "(~/other)");
  is("/work/mainly/a and /work/main-2", "~/mainly/a and ~/main-2"); // another folder's name begins so
  is("x/work/main +/work/main a./work", "x/work/main +/work/main a./work"); // in the midst of a path or of base64
  is("a / b", "a / b");
  equal(named("/work/main", [["", "nothing"], ["/", "root"]]), "/work/main");
  deepEqual(normaliseOutput(stream("\x1b[31m/work/main\x1b[0m\x1b[1;1H x\n"), places), stream("mixlab x\n"));
  deepEqual(
    normaliseOutput({ kind: "error", name: "E", message: "in /work", traceback: ["\x1b[1mat /work/main/x"] }, places),
    {
      kind: "error",
      name: "E",
      message: "in ~",
      traceback: ["at mixlab/x"],
    },
  );
  const data = {
    "image/png": "/work/main",
    "image/svg+xml": "<a>/work/main</a>",
    "application/x+json": { a: ["/work/main"], b: 1 },
  };
  deepEqual(normaliseOutput({ kind: "display_data", data, metadata: {} }, places), {
    kind: "display_data",
    data: {
      "image/png": "/work/main",
      "image/svg+xml": "<a>mixlab</a>",
      "application/x+json": { a: ["mixlab"], b: 1 },
    },
    metadata: {},
  });
});

Deno.test("compared: the first difference is said", () => {
  const differ = (before: Output[], after: Output[], words: string | undefined) =>
    equal(outputsDiffer(before, after), words);
  const bundle = (data: JsonObject): Output => ({ kind: "display_data", data, metadata: {} });
  differ([], [], undefined);
  differ([stream("a\nb\n"), shown("x")], [stream("a\nb\n"), shown("x")], undefined);
  differ([bundle({ a: { y: 1, z: 2 } })], [bundle({ a: { z: 2, y: 1 } })], undefined); // order is no difference
  differ([stream("a\nb\n")], [stream("a\nc\n")], 'output 1: stdout, line 2: was "b", is "c"');
  differ([stream("a\n")], [stream("a\nc\n")], 'output 1: stdout, line 2: was "", is "c"');
  differ([stream("a\nb")], [stream("a")], 'output 1: stdout, line 2: was "b", is nothing');
  differ([stream("a")], [stream("a", "stderr")], "output 1: was stdout, is stderr");
  differ([], [stream("a")], "had 0 outputs, has 1 output; the first new one: stdout");
  differ([shown("a"), shown("b")], [shown("a")], "had 2 outputs, has 1 output; the first lost one: text/plain");
  differ([shown("1", "execute_result")], [shown("1")], "output 1: was the value (text/plain), is text/plain");
  differ(
    [bundle({ "image/png": "AA", "text/plain": "a" })],
    [bundle({ "image/png": "BB", "text/plain": "b" })],
    "output 1: the picture differs (image/png)",
  );
  differ([bundle({ a: "x" })], [bundle({ a: "x", b: "y" })], "output 1: b is new");
  differ(
    [bundle({ a: { b: [1, { c: 2 }] } })],
    [bundle({ a: { b: [1, { c: 3 }] } })],
    "output 1: a, b[1].c: was 2, is 3",
  );
  differ([bundle({ a: { b: 1 } })], [bundle({ a: {} })], "output 1: a, b: was 1, is nothing");
  differ([{ kind: "error", name: "E", message: "a", traceback: [] }], [{
    kind: "error",
    name: "E",
    message: "b",
    traceback: [],
  }], 'output 1: the error, line 1: was "E: a", is "E: b"');
  const long = "x".repeat(5000);
  differ(
    [stream(`${long}1 end`)],
    [stream(`${long}2 end`)],
    `output 1: stdout, line 1: was "…${"x".repeat(51)}1 end", is "…${"x".repeat(51)}2 end"`,
  );
});
