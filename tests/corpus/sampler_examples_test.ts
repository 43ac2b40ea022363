import { deepEqual, equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { memorySource } from "../../lib/corpus/sampler/memory_source.ts";
import { sampler } from "../../lib/corpus/sampler/sampler.ts";
import type { SamplerOptions } from "../../lib/corpus/sampler/sampler_options.ts";
import { mixture } from "../../lib/mixture/mixture.ts";
import { rowOf } from "./samplers.ts";

/** Documents of the given lengths; ids count up from 1; the last `answers` tokens of each count in the loss. */
function documents(lengths: readonly number[], answers?: number) {
  const documentStarts = [0];
  for (const length of lengths) documentStarts.push(documentStarts.at(-1)! + length);
  const mask = lengths.flatMap((length) => Array.from({ length }, (_, t) => length - t <= (answers ?? 0) ? 1 : 0));
  const tokens = Uint16Array.from({ length: documentStarts.at(-1)! }, (_, i) => i + 1);
  return { tokens, documentStarts, ...(answers !== undefined && { mask: Uint8Array.from(mask) }) };
}

const start = (train: ReturnType<typeof documents>, options: Partial<SamplerOptions> = {}) =>
  sampler(memorySource({ qa: { train } }), {
    context: 4,
    batch: 3,
    seed: 1,
    mixture: mixture({ qa: 1 }),
    rows: "examples",
    ...options,
  });

/** Rows of one epoch, by first id. */
function epoch(batches: ReturnType<typeof start>) {
  const batch = batches.next();
  return Array.from({ length: batch.rows }, (_, r) => ({
    tokens: rowOf(batch, r),
    mask: [...batch.mask_BT!.subarray(r * 4, r * 4 + 4)],
  })).sort((a, b) => a.tokens[0] - b.tokens[0]);
}

Deno.test("examples: whole documents, padded, with padding masked", () => {
  deepEqual(epoch(start(documents([3, 5, 2]))), [
    { tokens: [1, 2, 3, 0, 0], mask: [1, 1, 0, 0] },
    { tokens: [4, 5, 6, 7, 8], mask: [1, 1, 1, 1] },
    { tokens: [9, 10, 0, 0, 0], mask: [1, 0, 0, 0] },
  ]);
});

Deno.test("examples: stored masks say which targets count; lossMask none counts all but padding", () => {
  const train = documents([3, 5, 4], 2);
  deepEqual(epoch(start(train)).map(({ mask }) => mask), [[1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 1, 0]]);
  const all = epoch(start(train, { lossMask: "none", pad: 7 }));
  deepEqual(all.map(({ mask }) => mask), [[1, 1, 0, 0], [1, 1, 1, 1], [1, 1, 1, 0]]);
  deepEqual(all[0].tokens, [1, 2, 3, 7, 7]);
});

Deno.test("examples: the pad id is the corpus's end of document unless told otherwise", () => {
  const source = memorySource({ qa: { train: documents([2]) } }, { rule: "append", id: 256 });
  const options = { context: 3, batch: 1, seed: 1, mixture: mixture({ qa: 1 }), rows: "examples" as const };
  deepEqual([...sampler(source, options).next().tokens_BT1], [1, 2, 256, 256]);
});

Deno.test("examples: long ones are cut or left out, and counted; those without a target are left out", () => {
  const train = documents([7, 1, 3, 0, 6]), cut = start(train), without = start(train, { long: "leave out" });
  deepEqual(epoch(cut).map(({ tokens }) => tokens), [[1, 2, 3, 4, 5], [9, 10, 11, 0, 0], [12, 13, 14, 15, 16]]);
  const [qa] = cut.report();
  deepEqual([qa.slots, qa.cut, qa.leftOut, qa.tokens, qa.epochs], [3, 2, 2, 4 + 2 + 4, 1]);
  deepEqual(epoch(without).map(({ tokens }) => tokens[0]), [9, 9, 9]);
  const [left] = without.report();
  deepEqual([left.slots, left.cut, left.leftOut, left.epochs], [1, 0, 4, 3]);
});

Deno.test("examples: every one exactly once an epoch, whole, whatever their lengths", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 40 }), fc.nat(), (lengths, seed) => {
      const fitting = lengths.filter((length) => length >= 2).length;
      fc.pre(fitting > 0);
      const batches = start(documents(lengths, 1), { seed, batch: fitting, context: 9 });
      for (let e = 0; e < 3; e++) {
        const batch = batches.next(), seen = new Set<number>();
        for (let r = 0; r < batch.rows; r++) {
          const row = rowOf(batch, r), length = row.indexOf(0) < 0 ? 10 : row.indexOf(0);
          seen.add(row[0]);
          deepEqual(row.slice(0, length), Array.from({ length }, (_, t) => row[0] + t));
          const mask = [...batch.mask_BT!.subarray(r * 9, r * 9 + 9)];
          equal(mask.indexOf(1), length - 2, "only the target that is the last token counts");
          equal(mask.lastIndexOf(1), length - 2);
        }
        equal(seen.size, fitting);
      }
      equal(batches.report()[0].epochs, 3);
    }),
    { numRuns: 60 },
  );
});

Deno.test("packed rows of masked data carry the mask of their targets", () => {
  const train = documents([3, 5, 4, 3], 2), batches = start(train, { rows: "packed", batch: 3 });
  const batch = batches.next();
  for (let r = 0; r < 3; r++) {
    const first = rowOf(batch, r)[0] - 1;
    deepEqual([...batch.mask_BT!.subarray(r * 4, r * 4 + 4)], [...train.mask!.subarray(first + 1, first + 5)]);
  }
  equal(start(train, { rows: "packed", lossMask: "none" }).next().mask_BT, undefined);
});

Deno.test("packed rows: where one domain has a mask, the others count whole", () => {
  const source = memorySource({ qa: { train: documents([5], 1) }, web: { train: [1, 2, 3, 4, 5] } });
  const both = mixture({ qa: 0.5, web: 0.5 });
  const batch = sampler(source, { context: 4, batch: 2, seed: 1, mixture: both, batches: "exact" }).next();
  const masks = [0, 1].map((r) => [...batch.mask_BT!.subarray(r * 4, r * 4 + 4)]);
  deepEqual(masks[batch.domains_B.indexOf(0)], [0, 0, 0, 1]);
  deepEqual(masks[batch.domains_B.indexOf(1)], [1, 1, 1, 1]);
});

Deno.test("examples: what they need and lack is named", () => {
  throws(
    () =>
      sampler(memorySource({ qa: { train: [1, 2, 3] } }), {
        context: 4,
        batch: 1,
        seed: 1,
        mixture: mixture({ qa: 1 }),
        rows: "examples",
      }),
    /qa\/train: whole examples want the starts of the documents \(train\.idx\)/,
  );
  throws(() => start(documents([1, 0, 1])), /"qa", which has 3 documents in train, none of 2 or more tokens/);
  throws(() => start(documents([9]), { long: "leave out" }), /has 1 documents in train, none of 2 to 5 tokens/);
  throws(() => start(documents([3]), { phase: "fresh" }), /phase: "fresh" moves the cuts of packed rows/);
  const down = { ...documents([3, 3]), documentStarts: [0, 5, 3, 6] };
  throws(() => start(down), /wanted document starts that run from 0 up to 6/);
  ok(start(documents([3]), { mixture: mixture({ qa: 1 }, { unit: "documents" }) }).next().rows === 3);
});
