/**
 * The native engine: whole steps, recorded from the tfjs operations that the program is written in, compiled to one
 * graph each and run by ONNX Runtime; AdamW and all sums over gradients by SIMD kernels over flat buffers.
 *
 * @module
 */
import process from "node:process";
import { OneAtATime } from "../one_at_a_time.ts";
import { checkCombination, checkSlot, checkUpdate } from "../check_slots.ts";
import { checkRows, checkTensors } from "../check_calls.ts";
import type { Engine, Program, TensorKind, TokenRows, TokenWeights, Update } from "../engine.ts";
import { type Arena, arena, type Views } from "./arena.ts";
import { GradientStep } from "./gradient_step.ts";
import { LOSSES, lossGraph } from "./step_graph.ts";
import { piecesOf } from "./pieces.ts";
import { startComputing } from "./runtime/compute_thread.ts";
import { library } from "./runtime/library.ts";
import { type Binding, boundTensors, compile, type Session } from "./session.ts";
import { feedTokens } from "./feed_tokens.ts";

/** Opens a native engine; all its parameters are 0. */
export async function openNative(program: Program, threads: number): Promise<Engine> {
  await startComputing();
  return new NativeEngine(program, threads);
}

class NativeEngine implements Engine {
  readonly backend = "native";
  readonly device: string;
  readonly program: Program;
  readonly #threads: number;
  readonly #calls = new OneAtATime();
  readonly #arena: Arena;
  readonly #gradient: GradientStep;
  /** By size. */
  readonly #losses = new Map<string, { readonly session: Session; readonly binding: Binding }>();

  constructor(program: Program, threads: number) {
    this.program = program;
    this.device = `CPU (${process.arch}), ${threads} ${
      threads === 1 ? "thread" : "threads"
    }, onnxruntime ${library().version}`;
    this.#threads = threads;
    this.#arena = arena(program.parameters, { threads });
    this.#gradient = new GradientStep(program, this.#arena, threads);
  }

  losses(rows: TokenRows): Promise<Float32Array> {
    return this.#calls.call("losses", async () => {
      checkRows(rows, this.program);
      const { context } = rows, losses_BT = new Float32Array(rows.rows * context);
      let row = 0;
      for (const piece of piecesOf(rows.rows, context, this.program.vocabularySize)) {
        const { buffers, run } = this.#lossBinding(piece, context);
        feedTokens(buffers, rows, row, piece);
        await run();
        losses_BT.set(buffers.get(LOSSES) as Float32Array, row * context);
        row += piece;
      }
      return losses_BT;
    });
  }

  #lossBinding(rows: number, context: number): Binding {
    const key = `${rows} ${context}`;
    let made = this.#losses.get(key);
    if (made === undefined) {
      const session = compile(lossGraph(this.program, { rows, context }), this.#threads);
      this.#losses.set(key, made = { session, binding: session.bind(this.#arena.parameters) });
    }
    return made.binding;
  }

  gradient(rows: TokenRows, weights: TokenWeights, { slot = 0, add = false } = {}): Promise<Float32Array> {
    return this.#calls.call("gradient", () => {
      checkRows(rows, this.program);
      return this.#gradient.run(rows, weights, slot, add);
    });
  }

  slots(count: number): void {
    this.#calls.refuseOverlap("slots");
    this.#gradient.slots(count);
  }

  dots(slots: readonly number[]): Promise<Float64Array> {
    return this.#calls.call("dots", () => {
      for (const slot of slots) checkSlot(slot, this.#gradient.slotCount);
      return this.#arena.dots(slots);
    });
  }

  combine(slots: readonly number[], weights: ArrayLike<number>): Promise<void> {
    return this.#calls.call("combine", async () => {
      checkCombination(slots, weights, this.#gradient.slotCount);
      if (slots.length > 0) await this.#arena.combine(slots, weights);
      else this.#arena.zero(0);
      this.#gradient.overwritten(0);
    });
  }

  update(update: Update): Promise<{ readonly norm: number }> {
    return this.#calls.call("update", () => {
      checkUpdate(update);
      return this.#arena.update(update);
    });
  }

  read(kind: TensorKind): Promise<Map<string, Float32Array>> {
    return this.#calls.call("read", () => new Map([...this.#views(kind)].map(([name, view]) => [name, view.slice()])));
  }

  write(kind: TensorKind, values: ReadonlyMap<string, Float32Array>): Promise<void> {
    return this.#calls.call("write", () => {
      checkTensors(values, this.program);
      for (const [name, view] of this.#views(kind)) view.set(values.get(name)!);
      if (kind === "gradients") this.#gradient.overwritten(0);
    });
  }

  #views(kind: TensorKind): Views {
    return kind === "gradients" ? this.#arena.gradients(0) : this.#arena[kind];
  }

  liveTensors(): number {
    return (3 + this.#arena.slotCount) * this.program.parameters.length + boundTensors();
  }

  // deno-lint-ignore require-await -- errors reject
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#calls.end()) return;
    for (const { session } of this.#losses.values()) session.release();
    this.#gradient.release();
    this.#arena.dispose();
  }
}
