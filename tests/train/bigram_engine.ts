/**
 * A bigram softmax model in plain TypeScript as an {@link Engine}: real losses and real gradients, so that the loop can
 * be tested without any backend. Its weight is V × V: row a holds the logits of what follows a; its bias has V numbers.
 */
import type {
  Engine,
  ParameterSpec,
  Program,
  TensorKind,
  TokenRows,
  TokenWeights,
  Update,
} from "../../lib/engine/engine.ts";
import { referenceAdamW } from "../../lib/train/reference_adamw.ts";

/** Parameters of a bigram model: the two that it has, among any others, whose gradient is 0. */
export interface BigramParameters {
  readonly specs: readonly ParameterSpec[];
  /** Names of the V × V weight and of the bias. */
  readonly weight: string;
  readonly bias: string;
}

/** A bigram model's own parameters. */
function ownParameters(V: number): BigramParameters {
  const weight = "bigram.weight", bias = "bigram.bias";
  return {
    specs: [{ name: weight, shape: [V, V], decay: true }, { name: bias, shape: [V], decay: false }],
    weight,
    bias,
  };
}

/** A bigram engine, and what a test may ask of it. */
export interface BigramEngine extends Engine {
  /** Rows of every gradient so far. */
  readonly seen: number[];
  /** From this update on (counted from 1), losses are this number. */
  spoil: { step: number; loss: number } | undefined;
  /** From this update on, gradients are this number. */
  spoilGradient: { step: number; value: number } | undefined;
}

/** A bigram model with all parameters zero. */
export function bigramEngine(V: number, T: number, parameters: BigramParameters = ownParameters(V)): BigramEngine {
  const { specs } = parameters, updatesDone = { count: 0 };
  const places = new Map<string, { at: number; size: number; decay: boolean }>();
  let size = 0;
  for (const { name, shape, decay } of specs) {
    const n = shape.reduce((product, d) => product * d, 1);
    places.set(name, { at: size, size: n, decay });
    size += n;
  }
  const W = places.get(parameters.weight)!.at, b = places.get(parameters.bias)!.at;
  const program: Program = {
    parameters: specs,
    vocabularySize: V,
    context: T,
    tokenLosses: () => {
      throw new Error("the bigram engine computes without tfjs");
    },
  };
  const flat = () => new Float32Array(size);
  const held: Record<Exclude<TensorKind, "gradients">, Float32Array> = {
    parameters: flat(),
    firstMoments: flat(),
    secondMoments: flat(),
  };
  const slots = [flat()];
  const bufferOf = (kind: TensorKind) => kind === "gradients" ? slots[0] : held[kind];
  const parts = (all: Float32Array) =>
    Array.from(places, ([name, { at, size }]): [string, Float32Array] => [name, all.subarray(at, at + size)]);

  /** Losses, and with weights the gradient added to `into`. */
  const pass = ({ rows, context, tokens_BT1 }: TokenRows, into?: Float32Array, weights?: Float32Array) => {
    const losses = new Float32Array(rows * context), p = held.parameters, odds = new Float64Array(V);
    for (let r = 0; r < rows; r++) {
      for (let t = 0; t < context; t++) {
        const a = tokens_BT1[r * (context + 1) + t], next = tokens_BT1[r * (context + 1) + t + 1];
        if (a < 0 || a >= V || next < 0 || next >= V) throw new Error(`an id out of the vocabulary: ${a} or ${next}`);
        let largest = -Infinity, sum = 0;
        for (let k = 0; k < V; k++) largest = Math.max(largest, odds[k] = p[W + a * V + k] + p[b + k]);
        const target = odds[next];
        for (let k = 0; k < V; k++) sum += odds[k] = Math.exp(odds[k] - largest);
        const n = r * context + t;
        losses[n] = Math.log(sum) + largest - target;
        if (into === undefined) continue;
        for (let k = 0; k < V; k++) {
          const g = weights![n] * (odds[k] / sum - (k === next ? 1 : 0));
          into[W + a * V + k] += g;
          into[b + k] += g;
        }
      }
    }
    return losses;
  };

  const engine: BigramEngine = {
    seen: [],
    spoil: undefined,
    spoilGradient: undefined,
    backend: "cpu",
    device: "bigram model in plain TypeScript",
    program,
    losses: (rows) => Promise.resolve(pass(rows)),
    gradient(rows, weights: TokenWeights, { slot = 0, add = false } = {}) {
      engine.seen.push(rows.rows);
      const step = updatesDone.count + 1, into = slots[slot];
      if (!add) into.fill(0);
      const taken = typeof weights === "function" ? weights(pass(rows)) : weights;
      const losses = pass(rows, into, taken);
      if (engine.spoil && step >= engine.spoil.step) losses.fill(engine.spoil.loss);
      if (engine.spoilGradient && step >= engine.spoilGradient.step) into.fill(engine.spoilGradient.value);
      return Promise.resolve(losses);
    },
    slots(count) {
      while (slots.length < count) slots.push(flat());
    },
    dots: (of) =>
      Promise.resolve(
        Float64Array.from(of.flatMap((a) => of.map((b) => slots[a].reduce((s, x, i) => s + x * slots[b][i], 0)))),
      ),
    combine(of, weights) {
      const sum = flat();
      of.forEach((slot, j) => slots[slot].forEach((g, i) => sum[i] += weights[j] * g));
      slots[0].set(sum);
      return Promise.resolve();
    },
    update(update: Update) {
      const tensors = parts(held.parameters).map(([name, values], i) => {
        const of = (all: Float32Array) => Float64Array.from(parts(all)[i][1]);
        return {
          values: Float64Array.from(values),
          gradient: of(slots[0]),
          first: of(held.firstMoments),
          second: of(held.secondMoments),
          decay: places.get(name)!.decay,
        };
      });
      const norm = referenceAdamW(tensors, update);
      if (Number.isFinite(norm)) {
        tensors.forEach(({ values, first, second }, i) => {
          parts(held.parameters)[i][1].set(values);
          parts(held.firstMoments)[i][1].set(first);
          parts(held.secondMoments)[i][1].set(second);
        });
        updatesDone.count = update.step;
      }
      return Promise.resolve({ norm });
    },
    read: (kind) => Promise.resolve(new Map(parts(bufferOf(kind).slice()))),
    write(kind, values) {
      for (const [name, part] of parts(bufferOf(kind))) part.set(values.get(name)!);
      return Promise.resolve();
    },
    liveTensors: () => 0,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return engine;
}
