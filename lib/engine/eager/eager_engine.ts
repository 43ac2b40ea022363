import * as tf from "@tensorflow/tfjs-core";
import type { EagerBackend } from "../backends/load_backend.ts";
import { type LoadedBackend, use } from "../backends/loaded_backend.ts";
import { checkRows, checkTensors, weightsOf } from "../check_calls.ts";
import type { Engine, Program, TensorKind, TokenRows, TokenWeights, Update } from "../engine.ts";
import { adamw } from "./adamw.ts";
import { checkCombination, checkSlot, checkUpdate } from "../check_slots.ts";
import { dotProducts } from "./sums.ts";
import { fillTokens } from "../fill_tokens.ts";
import { OneAtATime } from "../one_at_a_time.ts";
import { record } from "./tape.ts";

/** A program computed by tfjs, operation by operation. Lists of tensors are in the order of the parameters. */
export class EagerEngine implements Engine {
  readonly device: string;
  readonly #loaded: LoadedBackend;
  readonly #tensors: Readonly<Record<Exclude<TensorKind, "gradients">, tf.Tensor[]>>;
  readonly #slots: tf.Tensor[][];
  readonly #calls = new OneAtATime();

  constructor(readonly backend: EagerBackend, readonly program: Program, loaded: LoadedBackend) {
    this.#loaded = loaded;
    this.device = loaded.device;
    this.#tensors = { parameters: this.#zeros(), firstMoments: this.#zeros(), secondMoments: this.#zeros() };
    this.#slots = [this.#zeros()];
  }

  losses(rows: TokenRows): Promise<Float32Array> {
    return this.#calls.call("losses", async () => {
      checkRows(rows, this.program);
      const ids = this.#upload(rows);
      let losses: tf.Tensor | undefined;
      try {
        losses = this.#compute(() => this.#forward(ids, rows));
        return await numbers(losses);
      } finally {
        tf.dispose([losses, ids.inputs_N, ids.targets_N]);
      }
    });
  }

  gradient(rows: TokenRows, weights: TokenWeights, { slot = 0, add = false } = {}): Promise<Float32Array> {
    return this.#calls.call("gradient", async () => {
      checkRows(rows, this.program);
      const list = this.#slots[checkSlot(slot, this.#slots.length)];
      const N = rows.rows * rows.context, ids = this.#upload(rows); // until the end: the backward pass reads them too
      try {
        const recording = record(() => this.#forward(ids, rows), this.#tensors.parameters);
        try {
          // a rule waits for the losses; without one, nothing does
          const losses = typeof weights === "function" ? await numbers(recording.value) : new Float32Array(N);
          const dy = weightsOf(weights, losses).slice();
          this.#compute(() => put(list, recording.gradients(tf.tensor1d(dy)), add));
          return await numbers(recording.value);
        } finally {
          recording.dispose();
          recording.value.dispose();
        }
      } finally {
        tf.dispose([ids.inputs_N, ids.targets_N]);
      }
    });
  }

  slots(count: number): void {
    this.#calls.refuseOverlap("slots");
    while (this.#slots.length < count) this.#slots.push(this.#zeros());
  }

  dots(slots: readonly number[]): Promise<Float64Array> {
    return this.#calls.call("dots", async () => {
      const lists = slots.map((slot) => this.#slots[checkSlot(slot, this.#slots.length)]), n = lists.length;
      if (n === 0) return new Float64Array();
      const pairs = lists.flatMap((a, i) => lists.slice(i).map((b, k) => ({ a, b, i, j: i + k })));
      use(this.#loaded);
      const values = await dotProducts(pairs.map(({ a, b }) => [a, b]));
      const dots_nn = new Float64Array(n * n);
      pairs.forEach(({ i, j }, k) => dots_nn[i * n + j] = dots_nn[j * n + i] = values[k]);
      return dots_nn;
    });
  }

  combine(slots: readonly number[], weights: ArrayLike<number>): Promise<void> {
    return this.#calls.call("combine", () => {
      checkCombination(slots, weights, this.#slots.length);
      this.#compute(() => {
        const sums = this.#slots[0].map((zero, p) =>
          slots.map((slot, k) => tf.mul(this.#slots[slot][p], weights[k]))
            .reduce((sum, term) => tf.add(sum, term), tf.zerosLike(zero))
        );
        put(this.#slots[0], sums, false);
      });
    });
  }

  update(update: Update): Promise<{ readonly norm: number }> {
    return this.#calls.call("update", async () => {
      checkUpdate(update);
      const gradient = this.#slots[0];
      use(this.#loaded);
      const norm = Math.sqrt((await dotProducts([[gradient, gradient]]))[0]);
      if (!Number.isFinite(norm)) return { norm };
      const scale = norm > update.clip ? update.clip / norm : 1;
      use(this.#loaded);
      const { parameters, firstMoments, secondMoments } = this.#tensors;
      this.program.parameters.forEach(({ decay }, i) => {
        const old = { parameter: parameters[i], first: firstMoments[i], second: secondMoments[i] };
        const { parameter, first, second } = adamw(old, gradient[i], update, { scale, decay });
        tf.dispose([old.parameter, old.first, old.second]);
        [parameters[i], firstMoments[i], secondMoments[i]] = [parameter, first, second];
      });
      return { norm };
    });
  }

  read(kind: TensorKind): Promise<Map<string, Float32Array>> {
    return this.#calls.call("read", async () => {
      const values = await Promise.all(this.#list(kind).map(numbers));
      return new Map(this.program.parameters.map(({ name }, i) => [name, values[i]]));
    });
  }

  write(kind: TensorKind, values: ReadonlyMap<string, Float32Array>): Promise<void> {
    return this.#calls.call("write", () => {
      checkTensors(values, this.program);
      // copies: tfjs-cpu computes on the arrays it is given
      const fresh = () =>
        this.program.parameters.map(({ name, shape }) => tf.tensor(values.get(name)!.slice(), [...shape], "float32"));
      this.#compute(() => put(this.#list(kind), fresh(), false));
    });
  }

  liveTensors(): number {
    return tf.memory().numTensors;
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (this.#calls.end()) tf.dispose([Object.values(this.#tensors), this.#slots]);
    return Promise.resolve();
  }

  #list(kind: TensorKind): tf.Tensor[] {
    return kind === "gradients" ? this.#slots[0] : this.#tensors[kind];
  }

  #zeros(): tf.Tensor[] {
    return this.#compute(() => this.program.parameters.map(({ shape }) => tf.keep(tf.zeros([...shape]))));
  }

  #upload(rows: TokenRows): Ids {
    const N = rows.rows * rows.context, inputs = new Int32Array(N), targets = new Int32Array(N);
    fillTokens(rows, 0, rows.rows, inputs, targets);
    use(this.#loaded);
    return { inputs_N: tf.tensor1d(inputs, "int32"), targets_N: tf.tensor1d(targets, "int32") };
  }

  #forward(ids: Ids, { rows, context }: TokenRows): tf.Tensor1D {
    const p = Object.fromEntries(this.program.parameters.map(({ name }, i) => [name, this.#tensors.parameters[i]]));
    return this.program.tokenLosses(p, { ...ids, rows, context });
  }

  /** Another engine may have chosen its backend since. */
  #compute<T extends tf.TensorContainer>(f: () => T): T {
    use(this.#loaded);
    return tf.tidy(f);
  }
}

interface Ids {
  readonly inputs_N: tf.Tensor1D;
  readonly targets_N: tf.Tensor1D;
}

/** Puts tensors in the place of those of a list, or adds them. Where there is none, the value is 0. Call in a `tidy`. */
function put(list: tf.Tensor[], fresh: readonly (tf.Tensor | undefined)[], add: boolean): void {
  list.forEach((old, i) => {
    const value = fresh[i] ?? tf.zerosLike(old);
    // a clone, at no cost: the backward pass may have given the same tensor twice
    list[i] = tf.keep(add ? tf.add(old, value) : tf.clone(value));
    old.dispose();
  });
}

/** A copy of a tensor's numbers. */
async function numbers(tensor: tf.Tensor): Promise<Float32Array> {
  return (await tensor.data<"float32">()).slice();
}
