/**
 * How long the loops over all parameters take: global norm, clip and AdamW, on one thread and on two, beside the same
 * written plainly in TypeScript; and the dot products, the weighted sum and the sum of gradient slots.
 *
 *     deno run -c deno.train.json --no-prompt --allow-read --allow-ffi bench/kernels.ts [million parameters …]
 *
 * @module
 */
import { parseArguments, run } from "../lib/cli/arguments.ts";
import { textTable } from "../lib/cli/text_table.ts";
import type { ParameterSpec, Update } from "../lib/engine/engine.ts";
import { type Arena, arena } from "../lib/engine/native/arena.ts";
import { outOfRange } from "../lib/errors.ts";

const ROUNDS = 15;
const UPDATE: Update = { learningRate: 1e-3, step: 10, betas: [0.9, 0.95], epsilon: 1e-8, weightDecay: 0.1, clip: 1 };

/** Tensors of 262,144 numbers and the rest; every other one decays. */
function specs(parameters: number): ParameterSpec[] {
  const made: ParameterSpec[] = [];
  for (let left = parameters; left > 0; left -= 1 << 18) {
    made.push({ name: `w${made.length}`, shape: [Math.min(left, 1 << 18)], decay: made.length % 2 === 0 });
  }
  return made;
}

/** An arena with some gradients in each slot. */
function filled(parameters: number, threads: number, slots: number): Arena {
  const made = arena(specs(parameters), { threads });
  made.slots(slots);
  for (let slot = 0; slot < slots; slot++) {
    for (const view of made.gradients(slot).values()) {
      for (let i = 0; i < view.length; i++) view[i] = (i % 61 - 30) * 1e-3;
    }
  }
  return made;
}

/** Norm, clip and AdamW as one would write them without kernels. */
function plainUpdate(made: Arena): void {
  const { learningRate, step, betas: [beta1, beta2], epsilon, weightDecay, clip } = UPDATE;
  let squares = 0;
  for (const g of made.gradients(0).values()) for (let i = 0; i < g.length; i++) squares += g[i] * g[i];
  const norm = Math.sqrt(squares), scale = norm > clip ? clip / norm : 1;
  const rate = learningRate / (1 - beta1 ** step), root = 1 / Math.sqrt(1 - beta2 ** step);
  for (const [name, p] of made.parameters) {
    const m = made.firstMoments.get(name)!, v = made.secondMoments.get(name)!, g = made.gradients(0).get(name)!;
    for (let i = 0; i < p.length; i++) {
      const scaled = g[i] * scale;
      m[i] = beta1 * m[i] + (1 - beta1) * scaled;
      v[i] = beta2 * v[i] + (1 - beta2) * scaled * scaled;
      p[i] = p[i] * (1 - learningRate * weightDecay) - rate * m[i] / (Math.sqrt(v[i]) * root + epsilon);
    }
  }
}

/** Milliseconds of some loops: medians of interleaved rounds, the first of which warm up. */
async function medians(loops: readonly (() => unknown)[]): Promise<number[]> {
  const taken: number[][] = loops.map(() => []);
  for (let round = -3; round < ROUNDS; round++) {
    for (const [at, loop] of loops.entries()) {
      const from = performance.now();
      await loop();
      if (round >= 0) taken[at].push(performance.now() - from);
      await new Promise((done) => setTimeout(done, 1)); // workers fall asleep, as between two steps
    }
  }
  return taken.map((times) => times.sort((a, b) => a - b)[ROUNDS >> 1]);
}

/** A row of the table. */
async function row(parameters: number): Promise<string[]> {
  const few = parameters <= 20e6, slots = few ? 6 : 1; // six slots of a large model fill the machine
  using one = filled(parameters, 1, slots), two = filled(parameters, 2, slots);
  const all = [0, 1, 2, 3, 4, 5].slice(0, slots), weights = all.map(() => 0.2);
  const loops: (() => unknown)[] = [() => plainUpdate(one), () => one.update(UPDATE), () => two.update(UPDATE)];
  if (few) {
    for (const each of [one, two]) {
      loops.push(() => each.dots(all), () => each.combine(all, weights), () => each.addInto(1, 2));
    }
  }
  const [plain, update1, update2, dots1, combine1, add1, dots2, combine2, add2] = await medians(loops);
  const pair = (a?: number, b?: number) => a === undefined ? "" : `${a.toFixed(1)} / ${b!.toFixed(1)}`;
  const gigabytes = (ms: number) => (32 * parameters / ms / 1e6).toFixed(0); // 4 read for the norm; 16 read, 12 written
  return [
    `${(parameters / 1e6).toFixed(1)} M`,
    plain.toFixed(1),
    pair(update1, update2),
    `${gigabytes(update1)} / ${gigabytes(update2)}`,
    pair(dots1, dots2),
    pair(combine1, combine2),
    pair(add1, add2),
  ];
}

/** The command; returns the exit code. */
async function benchKernels(args: string[]): Promise<number> {
  const { positionals } = parseArguments(args, {});
  const sizes = (positionals.length > 0 ? positionals : ["5.3", "70"]).map((text) => {
    const parameters = Math.round(Number(text) * 1e6);
    if (parameters >= 1) return parameters;
    throw outOfRange(`wanted millions of parameters, got ${text}`);
  });
  const rows = [];
  for (const parameters of sizes) rows.push(await row(parameters));
  const heads = ["parameters", "plain", "norm + AdamW", "GB/s", "15 + 6 dots", "sum of 6", "add"];
  console.log(textTable(heads, rows));
  console.log("ms, medians; one thread / two threads");
  return 0;
}

if (import.meta.main) await run(benchKernels);
