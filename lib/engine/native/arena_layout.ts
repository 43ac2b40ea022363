/**
 * Where each tensor lies in the memories of an arena, and the pieces that its threads share out.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import type { ParameterSpec } from "../engine.ts";

/**
 * Numbers in a piece: 64 KiB, one page of a memory. Pieces are cut from the start of each tensor, so a sum over pieces
 * depends neither on threads nor on blocks.
 */
export const PIECE = 16_384;
/** Tensors begin at multiples of this many numbers, 64 bytes. */
const ALIGN = 16;
/** Numbers kept for each parameter in a block: itself, its two moments, its gradient in slot 0. */
export const PARTS = 4;

/** A tensor's place. */
export interface Placed {
  readonly name: string;
  /** Which block. */
  readonly block: number;
  /** First number, counted from the start of a part. */
  readonly at: number;
  /** Number of numbers. */
  readonly length: number;
  /** Numbers in a row: all but the first dimension. */
  readonly width: number;
}

/** A stretch of one tensor. */
export interface Piece {
  readonly block: number;
  readonly at: number;
  readonly length: number;
  /** Whether weight decay applies. */
  readonly decay: boolean;
}

/** Places of all tensors. */
export interface Layout {
  readonly tensors: readonly Placed[];
  readonly pieces: readonly Piece[];
  /** Numbers in one part of each block, padding included. */
  readonly blocks: readonly number[];
}

/**
 * Puts whole tensors one after another into blocks.
 *
 * @param blockBytes largest block, all parts together.
 * @throws {TypeError} when two tensors have the same name.
 * @throws {RangeError} when a tensor is larger than a block.
 */
export function layout(specs: readonly ParameterSpec[], blockBytes: number): Layout {
  const most = Math.floor(blockBytes / (4 * PARTS));
  const tensors: Placed[] = [], pieces: Piece[] = [], blocks: number[] = [], names = new Set<string>();
  for (const { name, shape, decay } of specs) {
    if (names.has(name)) throw wrongKind(`wanted parameters with different names, got ${got(name)} twice`);
    names.add(name);
    const length = product(shape), padded = Math.ceil(length / ALIGN) * ALIGN;
    if (padded > most) {
      throw outOfRange(
        `parameter ${name}: wanted at most ${most} numbers in one tensor, got ${got(length)}: cut it in two`,
      );
    }
    if (blocks.length === 0 || blocks.at(-1)! + padded > most) blocks.push(0);
    const block = blocks.length - 1, at = blocks[block];
    blocks[block] += padded;
    tensors.push({ name, block, at, length, width: product(shape.slice(1)) });
    for (let from = 0; from < length; from += PIECE) {
      pieces.push({ block, at: at + from, length: Math.min(PIECE, length - from), decay });
    }
  }
  return { tensors, pieces, blocks };
}

function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
