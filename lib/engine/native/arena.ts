/**
 * The buffers that the native engine trains in: parameters, moments and gradients, flat and float32, and the loops over
 * all of them.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import type { ParameterSpec, Update } from "../engine.ts";
import { type Common, gradientsOf, JOBS, room } from "./arena_jobs.ts";
import { type Layout, layout, PARTS, type Placed } from "./arena_layout.ts";
import { unshared } from "./arena_memory.ts";
import { CONTROL, Team } from "./arena_team.ts";
import { MOST_PAGES } from "./kernels/kernels.ts";

const PAGE = 65_536;

/** Views of all tensors of a kind, by name, in the order of the parameters; they stay valid and never move. */
export type Views = ReadonlyMap<string, Float32Array<ArrayBuffer>>;

/** How an arena is made. */
export interface ArenaOptions {
  /** Threads of the loops, at least 1; results do not depend on it. */
  readonly threads: number;
  /** Largest memory in bytes; for tests. Default: just under 4 GiB. */
  readonly blockBytes?: number;
}

/**
 * Makes an arena with all numbers 0 and one gradient slot.
 *
 * @throws {TypeError} when two parameters have the same name.
 * @throws {RangeError} when a parameter does not fit into one memory (268 million numbers), or threads is no whole
 * number from 1.
 */
export function arena(specs: readonly ParameterSpec[], options: ArenaOptions): Arena {
  return new Arena(specs, options);
}

/**
 * Parameters, moments and gradients. What a model of P parameters takes is 16 P bytes, and 4 P for each slot beyond the
 * first, and padding: less than 64 bytes a tensor and 64 KiB a memory. Calls must not overlap.
 */
export class Arena implements Disposable {
  /** Parameters. */
  readonly parameters: Views;
  /** Adam's first moments. */
  readonly firstMoments: Views;
  /** Adam's second moments. */
  readonly secondMoments: Views;
  readonly #threads: number;
  readonly #layout: Layout;
  readonly #places: ReadonlyMap<string, Placed>;
  readonly #memories: readonly WebAssembly.Memory[];
  readonly #slots: SharedArrayBuffer[][] = [];
  #gradients: readonly Views[] = [];
  #common!: Common;
  #team: Team | undefined;

  constructor(specs: readonly ParameterSpec[], { threads, blockBytes = MOST_PAGES * PAGE }: ArenaOptions) {
    if (!(Number.isSafeInteger(threads) && threads >= 1)) {
      throw outOfRange(`threads: wanted a whole number from 1, got ${got(threads)}`);
    }
    this.#threads = threads;
    this.#layout = layout(specs, Math.min(blockBytes, MOST_PAGES * PAGE));
    this.#places = new Map(this.#layout.tensors.map((placed) => [placed.name, placed]));
    this.#memories = this.#layout.blocks.map((numbers) => {
      const pages = Math.ceil(4 * PARTS * numbers / PAGE);
      return new WebAssembly.Memory({ shared: true, initial: pages, maximum: pages });
    });
    const blocks = this.#memories.map(({ buffer }) => unshared(buffer as unknown as SharedArrayBuffer));
    const part = (k: number) => this.#views(blocks.map((block, b) => block.subarray(k * this.#layout.blocks[b])));
    this.parameters = part(0);
    this.firstMoments = part(1);
    this.secondMoments = part(2);
    this.#begin();
  }

  /** Gradient slots that there are. */
  get slotCount(): number {
    return this.#gradients.length;
  }

  /** Bytes of all buffers, padding included. */
  get bytes(): number {
    const all = [...this.#memories.map(({ buffer }) => buffer), ...this.#slots.flat()];
    return all.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Pieces of 16,384 numbers that other threads than the calling one have done since slots were last added. */
  get helped(): number {
    return this.#running().helped;
  }

  /**
   * The gradients in a slot.
   * @throws {RangeError} when there is no such slot.
   */
  gradients(slot: number): Views {
    return this.#gradients[this.#slot(slot)];
  }

  /** Makes sure of this many slots; new ones hold 0. Views of the others stay valid. */
  slots(count: number): void {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw outOfRange(`slots: wanted a whole number from 1, got ${got(count)}`);
    }
    if (count <= this.slotCount) return;
    while (1 + this.#slots.length < count) {
      this.#slots.push(this.#layout.blocks.map((numbers) => new SharedArrayBuffer(4 * numbers)));
    }
    this.#running().end();
    this.#begin();
  }

  /**
   * Applies slot 0 by AdamW, scaled down to the clip's norm where it is larger; the slot itself is not changed.
   *
   * @returns the slot's global norm. Not finite: nothing was changed.
   */
  // deno-lint-ignore require-await -- errors reject
  async update({ learningRate, step, betas, epsilon, weightDecay, clip }: Update): Promise<{ readonly norm: number }> {
    const team = this.#running(), [beta1, beta2] = betas;
    team.run(JOBS.squares);
    const norm = Math.sqrt(this.#sums(1)[0]);
    if (!Number.isFinite(norm)) return { norm };
    new Float64Array(this.#common.arguments).set([
      norm > clip ? clip / norm : 1,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      1 - learningRate * weightDecay,
      learningRate / (1 - beta1 ** step),
      1 / Math.sqrt(1 - beta2 ** step),
      epsilon,
    ]);
    team.run(JOBS.adamw);
    return { norm };
  }

  /** Dot products of the gradients in n slots: n × n numbers, row by row. */
  // deno-lint-ignore require-await -- errors reject
  async dots(slots: readonly number[]): Promise<Float64Array> {
    const n = slots.length;
    if (n === 1 && slots[0] === 0) { // where updates read it: nothing needs to be copied
      this.#run(JOBS.squares, slots, []);
      return this.#sums(1);
    }
    this.#run(JOBS.dots, slots, [n, ...slots]);
    const pairs = this.#sums(n * (n + 1) / 2), products = new Float64Array(n * n);
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) products[n * i + j] = products[n * j + i] = pairs[pair++];
    }
    return products;
  }

  /** Slot 0 becomes Σ weight × slot, summed in the order given. */
  // deno-lint-ignore require-await -- errors reject
  async combine(slots: readonly number[], weights: ArrayLike<number>): Promise<void> {
    if (slots.length === 0) throw outOfRange("combine: wanted at least one slot, got none");
    if (weights.length !== slots.length) {
      throw outOfRange(`combine: wanted a weight for each of ${slots.length} slots, got ${weights.length}`);
    }
    this.#run(JOBS.combine, slots, [slots.length, ...slots, ...Array.from(weights)]);
  }

  /** Adds what slot `from` holds to slot `to`. */
  // deno-lint-ignore require-await -- errors reject
  async addInto(to: number, from: number): Promise<void> {
    this.#run(JOBS.add, [to, from], [to, from]);
  }

  /** Makes all gradients of a slot 0. */
  zero(slot: number): void {
    for (const view of this.gradients(slot).values()) view.fill(0);
  }

  /** Makes the rows of these ids 0 in a gradient of shape [V, D]. */
  zeroRows(name: string, slot: number, ids: ArrayLike<number>): void {
    const { view, width } = this.#rows(name, slot, ids);
    for (let n = 0; n < ids.length; n++) view.fill(0, ids[n] * width, (ids[n] + 1) * width);
  }

  /**
   * Adds row n of `rows` (N × D) to the row ids[n] of a gradient of shape [V, D], in the order of n.
   *
   * @throws {RangeError} when an id is no row, or there are not N rows. Nothing was changed.
   */
  scatterAddRows(name: string, slot: number, ids: ArrayLike<number>, rows: Float32Array): void {
    const { view, width } = this.#rows(name, slot, ids);
    if (rows.length !== ids.length * width) {
      throw outOfRange(`rows of ${name}: wanted ${ids.length} × ${width} numbers, got ${rows.length}`);
    }
    for (let n = 0, from = 0; n < ids.length; n++) {
      for (let to = ids[n] * width, end = to + width; to < end; to++) view[to] += rows[from++];
    }
  }

  /** Ends the threads. Views that are still held stay valid. */
  dispose(): void {
    this.#team?.end();
    this.#team = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Lets threads see all slots. */
  #begin(): void {
    const { pieces, blocks } = this.#layout, needed = room(1 + this.#slots.length);
    const memory = { blocks, memories: this.#memories, slots: this.#slots };
    const made = gradientsOf(memory).slice(this.#gradients.length).map((slot) => this.#views(slot));
    this.#gradients = [...this.#gradients, ...made];
    this.#common = {
      ...memory,
      pieces,
      arguments: new SharedArrayBuffer(8 * needed.arguments),
      sums: new SharedArrayBuffer(8 * needed.sums * pieces.length),
      control: new SharedArrayBuffer(4 * CONTROL),
    };
    this.#team = new Team(this.#common, this.#threads);
  }

  /** Views of all tensors in parts, one a block. */
  #views(parts: readonly Float32Array[]): Views {
    return new Map(this.#layout.tensors.map(({ name, block, at, length }) => {
      return [name, parts[block].subarray(at, at + length) as Float32Array<ArrayBuffer>];
    }));
  }

  #run(job: number, slots: readonly number[], args: readonly number[]): void {
    for (const slot of slots) this.#slot(slot);
    const team = this.#running();
    if (slots.length > this.slotCount) throw outOfRange(`wanted each slot once, got ${slots.length} slots`);
    new Float64Array(this.#common.arguments).set(args);
    team.run(job);
  }

  /** Sums of `count` results over all pieces, in the order of the pieces. */
  #sums(count: number): Float64Array {
    const all = new Float64Array(this.#common.sums, 0, count * this.#layout.pieces.length);
    const sums = new Float64Array(count);
    for (let at = 0; at < all.length; at++) sums[at % count] += all[at];
    return sums;
  }

  #running(): Team {
    if (this.#team === undefined) throw new Error("the arena was disposed of");
    return this.#team;
  }

  #slot(slot: number): number {
    if (Number.isSafeInteger(slot) && slot >= 0 && slot < this.slotCount) return slot;
    throw outOfRange(`slot: wanted a whole number from 0 to ${this.slotCount - 1}, got ${got(slot)}`);
  }

  #rows(name: string, slot: number, ids: ArrayLike<number>): { view: Float32Array; width: number } {
    const view = this.gradients(slot).get(name), placed = this.#places.get(name);
    if (view === undefined || placed === undefined) throw wrongKind(`wanted the name of a parameter, got ${got(name)}`);
    const { width, length } = placed, count = length / width;
    for (let n = 0; n < ids.length; n++) {
      if (!(Number.isSafeInteger(ids[n]) && ids[n] >= 0 && ids[n] < count)) {
        throw outOfRange(`ids of ${name}: wanted whole numbers from 0 to ${count - 1}, got ${got(ids[n])}`);
      }
    }
    return { view, width };
  }
}
