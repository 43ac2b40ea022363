/**
 * Gradients by compiled graphs, into the slots of an arena.
 *
 * @module
 */
import { weightsOf } from "../check_calls.ts";
import { checkSlot } from "../check_slots.ts";
import type { Program, TokenRows, TokenWeights } from "../engine.ts";
import type { Arena } from "./arena.ts";
import { feedTokens } from "./feed_tokens.ts";
import type { Graph } from "./onnx_proto.ts";
import { piecesOf } from "./pieces.ts";
import { type Binding, type Buffer, compile, type Session } from "./session.ts";
import { splitGraph } from "./split_graph.ts";
import { gradientGraph, gradientOf, INPUTS, LOSSES, WEIGHTS } from "./step_graph.ts";

/** A step in one graph, or cut where the weights come in. */
interface Compiled {
  readonly first: Session;
  /** The second half of a step whose weights come late. */
  readonly second: Session | undefined;
}

/** A compiled step with its buffers. */
interface Bound {
  readonly first: Binding;
  readonly second: Binding | undefined;
}

/** A piece of a batch. */
interface Piece {
  readonly from: number;
  readonly rows: number;
}

/**
 * Computes gradients of Σ weight × loss. A batch is computed in pieces (see `piecesOf`); each piece's gradient is
 * written by ONNX Runtime straight into a slot, and added there where the slot holds something already.
 */
export class GradientStep {
  readonly #program: Program;
  readonly #arena: Arena;
  readonly #threads: number;
  /** By size and kind. */
  readonly #sessions = new Map<string, Compiled>();
  /** By session and slot. */
  readonly #bindings = new Map<string, Bound>();
  /** Parameters whose gradient comes as rows to be scattered; known once a graph is recorded. */
  readonly #scattered = new Set<string>();
  /** Those of them that have a dense part too (tied embeddings). */
  readonly #dense = new Set<string>();
  /** For each gradient to be scattered, by slot and name, the ids whose rows may hold something; undefined: any may. */
  readonly #touched = new Map<string, Int32Array | undefined>();
  /** Slots that callers know; one more, for pieces to be added, follows where it is needed. */
  #slots = 1;

  constructor(program: Program, arena: Arena, threads: number) {
    this.#program = program;
    this.#arena = arena;
    this.#threads = threads;
  }

  /** Slots that callers know. */
  get slotCount(): number {
    return this.#slots;
  }

  /** Makes sure of this many slots. */
  slots(count: number): void {
    this.#arena.slots(count);
    this.#slots = Math.max(this.#slots, count);
  }

  /** Told when a slot was written by another. */
  overwritten(slot: number): void {
    for (const name of this.#scattered) this.#touched.set(`${slot} ${name}`, undefined);
  }

  /** Gradient into a slot, or added to it; gives the losses. */
  async run(rows: TokenRows, weights: TokenWeights, slot: number, add: boolean): Promise<Float32Array> {
    checkSlot(slot, this.#slots);
    const { context } = rows, losses_BT = new Float32Array(rows.rows * context), late = typeof weights === "function";
    const known = late ? undefined : weightsOf(weights, losses_BT), waiting: { piece: Piece; bound: Bound }[] = [];
    let from = 0;
    for (const count of piecesOf(rows.rows, context, this.#program.vocabularySize)) {
      const piece = { from, rows: count }, target = add || from > 0 ? this.#staging() : slot;
      const bound = this.#bound(count, context, target, late ? waiting.length : undefined), { first } = bound;
      feedTokens(first.buffers, rows, from, count);
      if (known) weigh(first, piece, context, known);
      await first.run();
      losses_BT.set(first.buffers.get(LOSSES) as Float32Array, from * context);
      if (late) waiting.push({ piece, bound });
      else await this.#collect(bound, slot, target);
      from += count;
    }
    if (!late) return losses_BT;
    const made = weightsOf(weights, losses_BT);
    for (const { piece, bound } of waiting) {
      weigh(bound.second!, piece, context, made);
      await bound.second!.run();
      await this.#collect(bound, slot, add || piece.from > 0 ? this.#staging() : slot);
    }
    return losses_BT;
  }

  /** A slot beyond those that callers know. */
  #staging(): number {
    this.#arena.slots(this.#slots + 1);
    return this.#slots;
  }

  /** Completes the gradient that a step wrote into `target`, and adds it to the slot where that is another. */
  async #collect({ first, second = first }: Bound, slot: number, target: number): Promise<void> {
    for (const name of this.#scattered) {
      const ids = (first.buffers.get(INPUTS) as Int32Array).slice(); // kept until the next time
      if (!this.#dense.has(name)) this.#clear(name, target, ids);
      const rows = second.buffers.get(`${gradientOf(name)}#rows`) as Float32Array;
      this.#arena.scatterAddRows(name, target, ids, rows);
    }
    if (target === slot) return;
    await this.#arena.addInto(slot, target);
    this.overwritten(slot);
  }

  /** Zeroes the rows of a slot that hold something, before rows with these ids are added. */
  #clear(name: string, slot: number, ids: Int32Array): void {
    const key = `${slot} ${name}`, touched = this.#touched.has(key) ? this.#touched.get(key) : new Int32Array(0);
    if (touched === undefined) this.#arena.gradients(slot).get(name)!.fill(0);
    else this.#arena.zeroRows(name, slot, touched);
    this.#touched.set(key, ids);
  }

  /** @param late number of a piece whose weights come late: it keeps what it carries, so it has buffers of its own. */
  #bound(rows: number, context: number, slot: number, late: number | undefined): Bound {
    const key = `${rows} ${context} ${slot} ${late}`, there = this.#bindings.get(key);
    if (there) return there;
    const { first, second } = this.#compiled(rows, context, late !== undefined);
    const given = new Map<string, Buffer>(this.#arena.parameters);
    for (const [name, view] of this.#arena.gradients(slot)) given.set(gradientOf(name), view);
    const before = first.bind(given),
      bound = {
        first: before,
        second: second?.bind(new Map([...given, ...before.buffers])),
      };
    this.#bindings.set(key, bound);
    return bound;
  }

  #compiled(rows: number, context: number, late: boolean): Compiled {
    const key = `${rows} ${context} ${late}`, there = this.#sessions.get(key);
    if (there) return there;
    const graph = gradientGraph(this.#program, { rows, context }), threads = this.#threads;
    this.#learn(graph);
    const { before, after } = late ? splitGraph(graph, WEIGHTS, [LOSSES]) : { before: graph, after: undefined };
    const compiled = { first: compile(before, threads), second: after && compile(after, threads) };
    this.#sessions.set(key, compiled);
    return compiled;
  }

  #learn({ outputs }: Graph): void {
    const names = new Set(outputs.map(({ name }) => name));
    for (const { name } of this.#program.parameters) {
      if (!names.has(`${gradientOf(name)}#rows`)) continue;
      this.#scattered.add(name);
      if (names.has(gradientOf(name))) this.#dense.add(name);
    }
  }

  /** Frees all sessions. */
  release(): void {
    for (const { first, second } of this.#sessions.values()) {
      first.release();
      second?.release();
    }
    this.#sessions.clear();
    this.#bindings.clear();
  }
}

/** Puts the weights of a piece's tokens into a step. */
function weigh({ buffers }: Binding, { from, rows }: Piece, context: number, weights_BT: Float32Array): void {
  (buffers.get(WEIGHTS) as Float32Array).set(weights_BT.subarray(from * context, (from + rows) * context));
}
