/**
 * What the threads of an arena do with each piece.
 *
 * @module
 */
import { PARTS, PIECE, type Piece } from "./arena_layout.ts";
import { unshared } from "./arena_memory.ts";
import { kernels } from "./kernels/kernels.ts";

/** The jobs, and the arguments that each reads. */
export const JOBS = {
  /** Sum of squares of slot 0 into `sums`. No arguments. */
  squares: 0,
  /** AdamW. scale, β₁, 1 − β₁, β₂, 1 − β₂, keep of decayed tensors, rate, root, ε. */
  adamw: 1,
  /** Dot products of all pairs of n slots into `sums`. n, then the slots. */
  dots: 2,
  /** Slot 0 = Σ weight × slot. n, the slots, the weights. */
  combine: 3,
  /** to = to + from. to, from. */
  add: 4,
} as const;

/** What all threads of an arena see. */
export interface Common {
  readonly pieces: readonly Piece[];
  /** Numbers in one part of each block. */
  readonly blocks: readonly number[];
  /** A memory for each block: parameters, first moments, second moments, gradients of slot 0. */
  readonly memories: readonly WebAssembly.Memory[];
  /** For each slot from 1 on, the gradients of each block. */
  readonly slots: readonly (readonly SharedArrayBuffer[])[];
  /** Float64 arguments of the job. */
  readonly arguments: SharedArrayBuffer;
  /** Float64 results of each piece. */
  readonly sums: SharedArrayBuffer;
  /** Int32 words by which the threads meet. */
  readonly control: SharedArrayBuffer;
}

/** Numbers of arguments and of results of a piece that jobs over this many slots need. */
export function room(slots: number): { readonly arguments: number; readonly sums: number } {
  return { arguments: Math.max(9, 1 + 2 * slots), sums: slots * (slots + 1) / 2 };
}

/** Gradients of all slots, block by block: `[slot][block]`. */
export function gradientsOf(
  { blocks, memories, slots }: Pick<Common, "blocks" | "memories" | "slots">,
): Float32Array[][] {
  const first = memories.map((memory, b) =>
    unshared(memory.buffer as unknown as SharedArrayBuffer).subarray(3 * blocks[b])
  );
  return [first, ...slots.map((slot) => slot.map(unshared))];
}

/**
 * Does jobs on pieces; one for each thread. Slots lie in memories of their own, where one kernel cannot reach two of
 * them: pieces are copied to a desk that fits into the cache, so each number still crosses the bus once.
 */
export function worker(common: Common): (job: number, piece: number) => void {
  const { pieces, blocks } = common, gradients = gradientsOf(common);
  const run = common.memories.map(kernels);
  const args = new Float64Array(common.arguments), sums = new Float64Array(common.sums);
  const pages = gradients.length;
  const deskMemory = new WebAssembly.Memory({ shared: true, initial: pages + 1, maximum: pages + 1 });
  const desk = unshared(deskMemory.buffer as unknown as SharedArrayBuffer), onDesk = kernels(deskMemory);
  const PAGE = 4 * PIECE;
  const take = (slot: number, { block, at, length }: Piece, page: number) =>
    desk.set(gradients[slot][block].subarray(at, at + length), page * PIECE);
  const give = (slot: number, { block, at, length }: Piece, page: number) =>
    gradients[slot][block].set(desk.subarray(page * PIECE, page * PIECE + length), at);

  return (job, index) => {
    const piece = pieces[index], { block, at, length } = piece;
    const part = 4 * blocks[block], p = 4 * at, g = p + (PARTS - 1) * part;
    switch (job) {
      case JOBS.squares:
        sums[index] = run[block].dot(g, g, length);
        break;
      case JOBS.adamw: {
        const [scale, beta1, rest1, beta2, rest2, keep, rate, root, epsilon] = args;
        const kept = piece.decay ? keep : 1;
        run[block].adamw(
          p,
          g,
          p + part,
          p + 2 * part,
          length,
          scale,
          beta1,
          rest1,
          beta2,
          rest2,
          kept,
          rate,
          root,
          epsilon,
        );
        break;
      }
      case JOBS.dots: {
        const n = args[0];
        for (let i = 0; i < n; i++) take(args[1 + i], piece, i);
        let to = index * n * (n + 1) / 2;
        for (let i = 0; i < n; i++) {
          for (let j = 0; j <= i; j++) sums[to++] = onDesk.dot(i * PAGE, j * PAGE, length);
        }
        break;
      }
      case JOBS.combine: {
        const n = args[0];
        take(args[1], piece, 0);
        onDesk.scale(PAGE, 0, length, args[1 + n]);
        for (let i = 1; i < n; i++) {
          take(args[1 + i], piece, 0);
          onDesk.axpy(PAGE, 0, length, args[1 + n + i]);
        }
        give(0, piece, 1);
        break;
      }
      case JOBS.add:
        take(args[0], piece, 0);
        take(args[1], piece, 1);
        onDesk.axpy(0, PAGE, length, 1);
        give(args[0], piece, 0);
    }
  };
}
