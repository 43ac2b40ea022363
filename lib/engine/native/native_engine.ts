/**
 * The native engine: whole steps, recorded from the tfjs operations that the program is written in, compiled to one
 * graph each and run by ONNX Runtime; AdamW and all sums over gradients by SIMD kernels over flat buffers.
 *
 * @module
 */
import process from "node:process";
import { checkRows, checkTensors } from "../check_calls.ts";
import type { Engine, Program, TensorKind, TokenRows, TokenWeights, Update } from "../engine.ts";
import { type Arena, arena, type Views } from "./arena.ts";
import { GradientStep } from "./gradient_step.ts";
import { LOSSES, lossGraph } from "./step_graph.ts";
import { piecesOf } from "./pieces.ts";
import { library } from "./runtime/library.ts";
import { compile, type Session } from "./session.ts";
import { fillTokens } from "./fill_tokens.ts";

/** Opens a native engine; all its parameters are 0. */
export function openNative(program: Program, threads: number): Engine {
  return new NativeEngine(program, threads);
}

class NativeEngine implements Engine {
  readonly backend = "native";
  readonly device: string;
  readonly program: Program;
  readonly #threads: number;
  readonly #arena: Arena;
  readonly #gradient: GradientStep;
  readonly #lossSessions = new Map<string, Session>();

  constructor(program: Program, threads: number) {
    this.program = program;
    this.device = `CPU (${process.arch}), ${threads} ${
      threads === 1 ? "thread" : "threads"
    }, onnxruntime ${library().version}`;
    this.#threads = threads;
    this.#arena = arena(program.parameters, { threads });
    this.#gradient = new GradientStep(program, this.#arena, threads);
  }

  async losses(rows: TokenRows): Promise<Float32Array> {
    checkRows(rows, this.program);
    const { context } = rows, losses_BT = new Float32Array(rows.rows * context);
    let row = 0;
    for (const piece of piecesOf(rows.rows, context, this.program.vocabularySize)) {
      const { buffers, run } = this.#lossSession(piece, context);
      fillTokens(buffers, rows, row, piece);
      await run();
      losses_BT.set(buffers.get(LOSSES) as Float32Array, row * context);
      row += piece;
    }
    return losses_BT;
  }

  #lossSession(rows: number, context: number): Session {
    const key = `${rows} ${context}`;
    let session = this.#lossSessions.get(key);
    if (session === undefined) {
      const graph = lossGraph(this.program, { rows, context });
      session = compile(graph, { threads: this.#threads, given: this.#arena.parameters });
      this.#lossSessions.set(key, session);
    }
    return session;
  }

  async gradient(
    rows: TokenRows,
    weights: TokenWeights,
    { slot = 0, add = false }: { readonly slot?: number; readonly add?: boolean } = {},
  ): Promise<Float32Array> {
    checkRows(rows, this.program);
    return await this.#gradient.run(rows, weights, slot, add);
  }

  slots(count: number): void {
    this.#gradient.slots(count);
  }

  dots(slots: readonly number[]): Promise<Float64Array> {
    return this.#arena.dots(slots);
  }

  async combine(slots: readonly number[], weights: ArrayLike<number>): Promise<void> {
    await this.#arena.combine(slots, weights);
    this.#gradient.overwritten(0);
  }

  update(update: Update): Promise<{ readonly norm: number }> {
    return this.#arena.update(update);
  }

  // deno-lint-ignore require-await -- errors reject
  async read(kind: TensorKind): Promise<Map<string, Float32Array>> {
    return new Map([...this.#views(kind)].map(([name, view]) => [name, view.slice()]));
  }

  // deno-lint-ignore require-await -- errors reject
  async write(kind: TensorKind, values: ReadonlyMap<string, Float32Array>): Promise<void> {
    checkTensors(values, this.program);
    for (const [name, view] of this.#views(kind)) view.set(values.get(name)!);
    if (kind === "gradients") this.#gradient.overwritten(0);
  }

  #views(kind: TensorKind): Views {
    return kind === "gradients" ? this.#arena.gradients(0) : this.#arena[kind];
  }

  liveTensors(): number {
    return 3 * this.program.parameters.length + this.#arena.slotCount * this.program.parameters.length;
  }

  // deno-lint-ignore require-await -- errors reject
  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#lossSessions.values()) session.release();
    this.#lossSessions.clear();
    this.#gradient.release();
    this.#arena.dispose();
  }
}
