/**
 * Gradients by compiled graphs, into the slots of an arena.
 *
 * @module
 */
import { weightsOf } from "../check_calls.ts";
import type { Program, TokenRows, TokenWeights } from "../engine.ts";
import type { Arena } from "./arena.ts";
import { fillTokens } from "./fill_tokens.ts";
import type { Graph } from "./onnx_proto.ts";
import { piecesOf } from "./pieces.ts";
import { type Buffer, compile, type Session } from "./session.ts";
import { splitGraph } from "./split_graph.ts";
import { gradientGraph, gradientOf, INPUTS, LOSSES, WEIGHTS } from "./step_graph.ts";

/** A step in one graph, or cut where the weights come in. */
type Compiled = { readonly whole: Session } | { readonly before: Session; readonly after: Session };

/**
 * Computes gradients of Σ weight × loss. A batch is computed in pieces (see `piecesOf`); each piece's gradient is
 * written by ONNX Runtime straight into a slot, and added there where the slot holds something already.
 */
export class GradientStep {
  readonly #program: Program;
  readonly #arena: Arena;
  readonly #threads: number;
  readonly #sessions = new Map<string, Compiled>();
  /** Parameters whose gradient comes as rows to be scattered; known once a graph is recorded. */
  readonly #scattered = new Set<string>();
  /** Those of them that have a dense part too (tied embeddings). */
  readonly #dense = new Set<string>();
  /** For each slot the ids whose rows may hold something; undefined: any row may. */
  readonly #touched = new Map<number, Int32Array | undefined>();
  /** Slots that callers know; one more, for pieces to be added, follows where it is needed. */
  #slots = 1;

  constructor(program: Program, arena: Arena, threads: number) {
    this.#program = program;
    this.#arena = arena;
    this.#threads = threads;
  }

  /** Makes sure of this many slots. */
  slots(count: number): void {
    this.#slots = Math.max(this.#slots, count);
    this.#arena.slots(this.#slots);
  }

  /** Told when a slot was written by another. */
  overwritten(slot: number): void {
    this.#touched.set(slot, undefined);
  }

  /** Gradient into a slot, or added to it; gives the losses. */
  async run(rows: TokenRows, weights: TokenWeights, slot: number, add: boolean): Promise<Float32Array> {
    this.#arena.gradients(slot); // refuses a slot that is not there
    const { context } = rows, losses_BT = new Float32Array(rows.rows * context);
    const pieces = piecesOf(rows.rows, context, this.#program.vocabularySize);
    const late = typeof weights === "function";
    if (!late) weightsOf(weights, losses_BT);
    // the pieces of a pass whose weights come late all wait with what they carry, so each needs its own session
    const steps = pieces.map((piece, i) => ({ piece, copy: late ? i : 0 }));
    let row = 0;
    const finish = async (after: Session, piece: number, from: number, weights_BT: Float32Array) => {
      (after.buffers.get(WEIGHTS) as Float32Array).set(weights_BT.subarray(from * context, (from + piece) * context));
      await this.#collect(after, rows, from, piece, slot, add || from > 0);
    };
    const waiting: (() => Promise<void>)[] = [];
    for (const { piece, copy } of steps) {
      const target = add || row > 0 ? this.#staging() : slot, from = row;
      const compiled = this.#compiled(piece, context, target, late, copy);
      const first = "whole" in compiled ? compiled.whole : compiled.before;
      fillTokens(first.buffers, rows, from, piece);
      if ("whole" in compiled) await finish(compiled.whole, piece, from, weights as Float32Array);
      else {
        await first.run();
        waiting.push(() => finish(compiled.after, piece, from, made));
      }
      losses_BT.set(first.buffers.get(LOSSES) as Float32Array, from * context);
      row += piece;
    }
    const made = late ? weightsOf(weights, losses_BT) : new Float32Array(0);
    for (const run of waiting) await run();
    return losses_BT;
  }

  /** A slot beyond those that callers know. */
  #staging(): number {
    this.#arena.slots(this.#slots + 1);
    return this.#slots;
  }

  /** Runs the session that gives gradients and brings them into the slot. */
  async #collect(session: Session, rows: TokenRows, from: number, piece: number, slot: number, add: boolean) {
    await session.run();
    const target = add ? this.#staging() : slot, T = rows.context;
    for (const name of this.#scattered) {
      const ids = new Int32Array(piece * T);
      for (let b = 0; b < piece; b++) {
        const at = (from + b) * (T + 1);
        ids.set(rows.tokens_BT1.subarray(at, at + T), b * T);
      }
      if (!this.#dense.has(name)) this.#clear(name, target, ids);
      this.#arena.scatterAddRows(name, target, ids, session.buffers.get(`${gradientOf(name)}#rows`) as Float32Array);
    }
    if (!add) return;
    await this.#arena.addInto(slot, target);
    this.#touched.set(slot, undefined);
  }

  /** Zeroes the rows of a slot that hold something, before rows with these ids are added. */
  #clear(name: string, slot: number, ids: Int32Array): void {
    const touched = this.#touched.has(slot) ? this.#touched.get(slot) : new Int32Array(0);
    if (touched === undefined) this.#arena.gradients(slot).get(name)!.fill(0);
    else this.#arena.zeroRows(name, slot, touched);
    this.#touched.set(slot, ids);
  }

  #compiled(piece: number, context: number, slot: number, late: boolean, copy: number): Compiled {
    const key = `${piece} ${context} ${slot} ${late} ${copy}`;
    let compiled = this.#sessions.get(key);
    if (compiled === undefined) this.#sessions.set(key, compiled = this.#compile(piece, context, slot, late));
    return compiled;
  }

  #compile(rows: number, context: number, slot: number, late: boolean): Compiled {
    const graph = gradientGraph(this.#program, { rows, context });
    this.#learn(graph);
    const gradients = this.#arena.gradients(slot);
    const given = new Map<string, Buffer>(this.#arena.parameters);
    for (const [name, view] of gradients) given.set(gradientOf(name), view);
    const threads = this.#threads;
    if (!late) return { whole: compile(graph, { threads, given }) };
    const { before, after, carried } = splitGraph(graph, WEIGHTS, [LOSSES]);
    const first = compile(before, { threads, given });
    for (const name of [...carried.map(({ name }) => name), INPUTS, ...first.buffers.keys()]) {
      const buffer = first.buffers.get(name);
      if (buffer) given.set(name, buffer);
    }
    return { before: first, after: compile(after, { threads, given }) };
  }

  #learn(graph: Graph): void {
    const outputs = new Set(graph.outputs.map(({ name }) => name));
    for (const { name } of this.#program.parameters) {
      if (!outputs.has(`${gradientOf(name)}#rows`)) continue;
      this.#scattered.add(name);
      if (outputs.has(gradientOf(name))) this.#dense.add(name);
    }
  }

  /** Frees all sessions. */
  release(): void {
    for (const compiled of this.#sessions.values()) {
      for (const session of Object.values(compiled) as Session[]) session.release();
    }
    this.#sessions.clear();
  }
}
