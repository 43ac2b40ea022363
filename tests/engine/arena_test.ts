import { deepEqual, equal, ok, rejects, throws } from "../assert.ts";
import { arena } from "../../lib/engine/native/arena.ts";
import { referenceAdamW } from "../../lib/train/reference_adamw.ts";
import { contents, filledArena, refill, sameBytes, sameContents, SMALL_BLOCK, SPECS, UPDATE } from "./arenas.ts";

const F = Math.fround;
const numbers = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

Deno.test("arena: views of all tensors in order, all 0, none over another", () => {
  for (const blockBytes of [undefined, SMALL_BLOCK]) {
    using made = arena(SPECS, { threads: 1, blockBytes });
    made.slots(3);
    const kinds = [made.parameters, made.firstMoments, made.secondMoments, ...[0, 1, 2].map((s) => made.gradients(s))];
    let mark = 0;
    for (const views of kinds) {
      deepEqual([...views.keys()], SPECS.map(({ name }) => name));
      for (const { name, shape } of SPECS) {
        equal(views.get(name)!.length, numbers(shape));
        equal(views.get(name)!.byteOffset % 64, 0);
        ok(views.get(name)!.every((x) => x === 0));
      }
      for (const view of views.values()) view.fill(++mark);
    }
    mark = 0;
    for (const views of kinds) {
      for (const view of views.values()) ok(view.fill(view[0]).every((x) => x === view[0]) && view[0] === ++mark);
    }
  }
});

Deno.test("arena: 16 bytes a parameter, 4 more a further slot, and padding", () => {
  using made = arena(SPECS, { threads: 1 });
  const P = SPECS.reduce((sum, { shape }) => sum + numbers(shape), 0), padding = 64 * SPECS.length;
  ok(made.bytes >= 16 * P && made.bytes <= 16 * P + 4 * padding + 65_536, `${made.bytes}`);
  const before = made.bytes;
  made.slots(1);
  equal(made.bytes, before);
  made.slots(3);
  ok(made.bytes - before >= 8 * P && made.bytes - before <= 8 * P + 2 * padding, `${made.bytes}`);
});

Deno.test("arena: views and what they hold stay when slots are added", async () => {
  using made = filledArena({ threads: 2 }, 1, 2);
  const before = contents(made), parameters = made.parameters.get("odd")!, gradients = made.gradients(1);
  made.slots(4);
  equal(made.slotCount, 4);
  equal(made.gradients(1), gradients);
  const after = contents(made);
  for (const [name, values] of Object.entries(before)) sameBytes(after[name], values, name);
  await made.update(UPDATE);
  ok(parameters[0] !== before["p odd"][0]); // the same memory as before
});

Deno.test("update: near AdamW in float64 over five steps, clipped and not", async () => {
  for (const clip of [1, Infinity]) {
    using made = filledArena({ threads: 1 }, 2);
    const exact = SPECS.map(({ name, decay }) => ({
      name,
      decay,
      values: Float64Array.from(made.parameters.get(name)!),
      gradient: new Float64Array(made.parameters.get(name)!.length),
      first: new Float64Array(made.parameters.get(name)!.length),
      second: new Float64Array(made.parameters.get(name)!.length),
    }));
    for (let step = 1; step <= 5; step++) {
      refill(made, 0, 10 + step);
      for (const { name, gradient } of exact) gradient.set(made.gradients(0).get(name)!);
      const update = { ...UPDATE, step, clip }, wanted = referenceAdamW(exact, update);
      const { norm } = await made.update(update);
      ok(Math.abs(norm / wanted - 1) < 1e-7, `${norm}, wanted ${wanted}`);
    }
    for (const { name, values, first, second } of exact) {
      near(made.parameters.get(name)!, values, 2e-6);
      near(made.firstMoments.get(name)!, first, 1e-6);
      near(made.secondMoments.get(name)!, second, 1e-6);
    }
  }
});

/** Each number within so much of the largest wanted one. */
function near(got: Float32Array, wanted: Float64Array, tolerance: number): void {
  const size = wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const at = got.findIndex((x, i) => !(Math.abs(x - wanted[i]) <= tolerance * size));
  equal(at, -1, `${at}: ${got[at]}, wanted ${wanted[at]}`);
}

Deno.test("update: the gradient stays as it was", async () => {
  using made = filledArena({ threads: 1 }, 3);
  const before = contents(made);
  const { norm } = await made.update(UPDATE);
  ok(norm > UPDATE.clip);
  for (const { name } of SPECS) sameBytes(made.gradients(0).get(name)!, before[`g0 ${name}`], name);
});

Deno.test("update: a gradient that is not finite changes nothing, wherever it stands", async () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    for (const { name } of SPECS) {
      using made = filledArena({ threads: 1 }, 4);
      await made.update(UPDATE);
      const gradient = made.gradients(0).get(name)!;
      gradient[gradient.length - 1] = bad;
      const before = contents(made);
      ok(!Number.isFinite((await made.update({ ...UPDATE, step: 2 })).norm));
      sameContents(contents(made), before);
    }
  }
});

Deno.test("dots: all pairs of slots near their products in float64; norm is the root of the first", async () => {
  using made = filledArena({ threads: 1 }, 5, 3);
  const chosen = [2, 0, 1], products = await made.dots(chosen);
  const flat = chosen.map((slot) => [...made.gradients(slot).values()].flatMap((view) => [...view]));
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const exact = flat[i].reduce((sum, x, at) => sum + x * flat[j][at], 0), size = flat[0].length;
      ok(Math.abs(products[3 * i + j] - exact) < 1e-7 * size, `${products[3 * i + j]}, wanted ${exact}`);
      equal(products[3 * i + j], products[3 * j + i]);
    }
  }
  equal(Math.sqrt(products[4]), (await made.update(UPDATE)).norm);
});

Deno.test("combine: slot 0 becomes the weighted sum, itself included; the others stay", async () => {
  using made = filledArena({ threads: 1 }, 6, 3);
  const before = contents(made);
  await made.combine([1, 0, 2], [0.25, -2, 0.1]);
  const after = contents(made);
  for (const { name } of SPECS) {
    const [a, b, c] = [1, 0, 2].map((slot) => before[`g${slot} ${name}`]);
    sameBytes(after[`g0 ${name}`], a.map((x, i) => F(F(F(x * 0.25) + F(b[i] * -2)) + F(c[i] * F(0.1)))), name);
    sameBytes(after[`g1 ${name}`], a, name);
    sameBytes(after[`g2 ${name}`], c, name);
  }
});

Deno.test("addInto: adds one slot to another", async () => {
  using made = filledArena({ threads: 1 }, 7, 3);
  const before = contents(made);
  await made.addInto(1, 2);
  await made.addInto(0, 2);
  const after = contents(made);
  for (const { name } of SPECS) {
    const added = before[`g2 ${name}`];
    for (const slot of [0, 1]) {
      sameBytes(after[`g${slot} ${name}`], before[`g${slot} ${name}`].map((x, i) => x + added[i]), name);
    }
    sameBytes(after[`g2 ${name}`], added, name);
  }
});

Deno.test("rows: added in the order of the tokens, repeated ids too; zeroed by id; the rest stays", () => {
  for (const slot of [0, 1]) {
    using made = filledArena({ threads: 1 }, 8, 2);
    const ids = Int32Array.of(3, 0, 3, 69, 3),
      rows = Float32Array.from({ length: 5 * 500 }, (_, i) => Math.sin(i) * 1e3);
    const wanted = contents(made)[`g${slot} embedding`];
    ids.forEach((id, n) => {
      for (let d = 0; d < 500; d++) wanted[500 * id + d] = F(wanted[500 * id + d] + rows[500 * n + d]);
    });
    made.scatterAddRows("embedding", slot, ids, rows);
    sameBytes(made.gradients(slot).get("embedding")!, wanted, `slot ${slot}`);
    made.zeroRows("embedding", slot, [69, 3, 3]);
    wanted.fill(0, 500 * 69).fill(0, 1500, 2000);
    sameBytes(made.gradients(slot).get("embedding")!, wanted, `slot ${slot}`);
    made.zero(slot);
    ok([...made.gradients(slot).values()].every((view) => view.every((x) => x === 0)));
    ok(made.gradients(1 - slot).get("embedding")!.every((x) => x !== 0));
  }
});

Deno.test("arena: says what is wrong", async () => {
  const big = { name: "w", shape: [1000, 1000], decay: true };
  throws(() => arena([big], { threads: 1, blockBytes: 1e6 }), {
    name: "RangeError",
    message: "parameter w: wanted at most 62500 numbers in one tensor, got 1000000: cut it in two",
  });
  throws(() => arena([{ ...big, shape: [3e8] }], { threads: 1 }), {
    name: "RangeError",
    message: /at most 26843\d{4}/,
  });
  throws(() => arena([big, big], { threads: 1 }), { name: "TypeError", message: /different names, got "w" twice/ });
  for (const threads of [0, 1.5, NaN]) {
    throws(() => arena([big], { threads }), { name: "RangeError", message: /threads: / });
  }
  const made = arena(SPECS, { threads: 1 });
  throws(() => made.slots(0), { name: "RangeError", message: "slots: wanted a whole number from 1, got 0" });
  throws(() => made.gradients(1), { name: "RangeError", message: "slot: wanted a whole number from 0 to 0, got 1" });
  await rejects(made.dots([0, 1]), { name: "RangeError", message: /^slot: / });
  await rejects(made.addInto(0, -1), { name: "RangeError", message: /^slot: / });
  await rejects(made.combine([], []), { name: "RangeError", message: /at least one slot/ });
  await rejects(made.combine([0], [1, 2]), { name: "RangeError", message: /a weight for each of 1 slots, got 2/ });
  const rows = new Float32Array(500);
  throws(() => made.scatterAddRows("x", 0, [0], rows), { name: "TypeError", message: /name of a parameter, got "x"/ });
  for (const id of [-1, 70, 0.5]) {
    throws(() => made.scatterAddRows("embedding", 0, [id], rows), { name: "RangeError", message: /from 0 to 69, got/ });
    throws(() => made.zeroRows("embedding", 0, [id]), { name: "RangeError", message: /from 0 to 69, got/ });
  }
  throws(() => made.scatterAddRows("embedding", 0, [0, 1], rows), {
    name: "RangeError",
    message: /2 × 500 numbers, got 500/,
  });
  made.dispose();
  await rejects(made.update(UPDATE), /disposed/);
});
