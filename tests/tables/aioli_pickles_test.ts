import { deepEqual, equal, ok } from "../assert.ts";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { parseLossFrame, writeLossFrame } from "../../lib/tables/loss_frame.ts";
import { parseWeightsPickle, writeWeightsPickle } from "../../lib/tables/weights_pickle.ts";
import { dict, float, int, list, pickle, type PickleCode, text } from "../../lib/tables/pickle_code.ts";
import { FRAMES, WEIGHTS } from "../golden/tables/make_pickles.ts";
import golden from "../golden/tables/pickles.json" with { type: "json" };
import { refuses } from "./errors.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

Deno.test("frames of losses: the bytes that pandas read, with the rows that it found", () => {
  deepEqual(Object.keys(golden.frames).sort(), Object.keys(FRAMES).sort());
  for (const [name, { sha256: hash, rows }] of Object.entries(golden.frames)) {
    const bytes = writeLossFrame(FRAMES[name]);
    equal(sha256(bytes), hash, name);
    deepEqual([...parseLossFrame(bytes)], rows, name);
  }
});

Deno.test("pickled weights: the bytes that Python read, with the numbers that it found", () => {
  deepEqual(Object.keys(golden.weights).sort(), Object.keys(WEIGHTS).sort());
  for (const [name, { sha256: hash, weights }] of Object.entries(golden.weights)) {
    const bytes = writeWeightsPickle(WEIGHTS[name]);
    equal(sha256(bytes), hash, name);
    deepEqual([...parseWeightsPickle(bytes)].map((share, i) => [i, share]), weights, name);
  }
});

Deno.test("weights and frames that Python wrote itself", () => {
  const file = (name: string) => Deno.readFileSync(new URL(`../golden/aioli_frames/${name}.pkl`, import.meta.url));
  deepEqual([...parseWeightsPickle(file("weights"))], [0.25, 0.75]);
  deepEqual([...parseLossFrame(file("strings"))], [["arxiv", 2.5], ["book", 3.25], ["stackexchange", 2.6875]]);
});

Deno.test("frames of losses read back, whatever the names", () => {
  const names = fc.uniqueArray(fc.string({ unit: "binary", minLength: 1 }), { minLength: 1, maxLength: 20 });
  fc.assert(fc.property(names, fc.double({ noDefaultInfinity: true, noNaN: true }), (groups, loss) => {
    const losses = groups.map((name, i) => [name, loss / (i + 1)] as const),
      read = parseLossFrame(writeLossFrame(losses));
    deepEqual(new Map([...read].sort()), new Map([...losses].sort().map(([name, value]) => [name, value])));
    deepEqual(read, parseLossFrame(writeLossFrame(losses.toReversed())));
  }));
});

Deno.test("pickled weights: other things are refused", () => {
  const weights = (...pairs: [PickleCode, PickleCode][]) => pickle(dict(...pairs));
  const wrong = (bytes: Uint8Array, what: string) =>
    refuses(
      () => parseWeightsPickle(bytes, "f"),
      SyntaxError,
      `f:1:1: wanted a pickled dictionary of index and weight, such as {0: 0.25, 1: 0.75}, got ${what}`,
    );
  wrong(pickle(list(float(1))), "a list");
  wrong(pickle(float(1)), "1");
  wrong(weights(), "an empty one");
  wrong(weights([int(1), float(1)]), "1 entries of which none has the index 0");
  wrong(weights([text("0"), float(1)]), "1 entries of which none has the index 0");
  wrong(weights([int(0), text("1")]), '"1" for 0');
  refuses(() => parseWeightsPickle(weights([int(0), float(0.5)]), "f"), RangeError, "f:1:1: the weights sum to 0.5");
  refuses(
    () => parseWeightsPickle(weights([int(0), float(NaN)]), "f"),
    RangeError,
    "f:1:1: the weights: weight 0 is NaN",
  );
  refuses(() => writeWeightsPickle([0.5, 0.6]), RangeError, "writeWeightsPickle: the weights sum to 1.1");
  refuses(() => writeWeightsPickle([]), RangeError, "writeWeightsPickle: the weights sum to 0");
  deepEqual([...parseWeightsPickle(weights([int(1), float(0.75)], [int(0), float(0.25)]))], [0.25, 0.75]);
});

Deno.test("frames of losses: losses and names that are none are refused", () => {
  const wrong = (losses: unknown, kind: typeof TypeError | typeof RangeError, what: string) =>
    refuses(() => writeLossFrame(losses as Record<string, number>), kind, `writeLossFrame: ${what}`);
  wrong({}, RangeError, "wanted the loss of at least one group, got none");
  wrong([["", 1]], RangeError, 'wanted the name of a group, got ""');
  wrong([["\ud800", 1]], RangeError, "wanted the name of a group");
  wrong([[7, 1]], TypeError, "wanted the name of a group, got 7");
  wrong([["a", 1], ["a", 2]], RangeError, 'the group "a" stands twice');
  wrong({ a: "1" }, TypeError, 'the loss of a: wanted a number, got "1"');
  wrong({ a: NaN }, RangeError, "the loss of a: wanted a finite number of nats, got NaN");
});

Deno.test("pickles cut short or altered give an error that names the file, or numbers", () => {
  const frame = writeLossFrame({ arxiv: 2.5, book: 3.25 }), weights = writeWeightsPickle([0.25, 0.75]);
  for (const [whole, parse] of [[frame, parseLossFrame], [weights, parseWeightsPickle]] as const) {
    for (let n = 0; n < whole.length; n++) {
      refuses(() => parse(whole.subarray(0, n), "f"), SyntaxError, `f:1:${n + 1}: `);
    }
    for (let i = 0; i < whole.length; i++) {
      for (const byte of [0, 0x28, 0x2e, 0x30, 0x52, 0x5d, 0x62, 0x65, 0x74, 0x75, 0x7d, 0x81, 0xff]) {
        const altered = whole.slice();
        altered[i] = byte;
        try {
          const read = parse(altered, "f");
          ok([...read.values()].every((value) => typeof value === "number"));
        } catch (error) {
          ok(error instanceof SyntaxError || error instanceof RangeError, String(error));
          ok(/^f:/.test(error.message), error.message);
        }
      }
    }
  }
});
