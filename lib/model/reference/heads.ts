/**
 * Attention of all heads and rows at once. `qkv` has 3 D numbers a position: by head, and within a head queries, keys,
 * values of W = D / heads numbers.
 *
 * @module
 */
import { rotaryDimensions } from "../check_model_config.ts";
import type { ModelConfig } from "../config.ts";
import { attention, attentionBackward, type Head } from "./attention.ts";
import { rotate } from "./rotary.ts";

/** Forward: D numbers a position. T positions a row. */
export function heads(qkv_N3D: Float64Array, config: ModelConfig, T: number): Float64Array {
  const { width: D, heads: count } = config, W = D / count, y_ND = new Float64Array(qkv_N3D.length / 3);
  eachHead(y_ND.length / D / T, count, (row, h) => {
    const y_TW = attention(takeHead(qkv_N3D, config, row * T, T, h), W);
    put(y_TW, W, y_ND, D, row * T, h * W);
  });
  return y_ND;
}

/** From the gradient of the output to that of `qkv`. */
export function headsBackward(dY_ND: Float64Array, qkv_N3D: Float64Array, config: ModelConfig, T: number) {
  const { width: D, heads: count, rotaryBase } = config, W = D / count, R = rotaryDimensions(config);
  const dQkv_N3D = new Float64Array(qkv_N3D.length);
  eachHead(dY_ND.length / D / T, count, (row, h) => {
    const dY_TW = take(dY_ND, D, row * T, T, h * W, W);
    const { dQ_TW, dK_TW, dV_TW } = attentionBackward(dY_TW, takeHead(qkv_N3D, config, row * T, T, h), W);
    rotate(dQ_TW, W, R, rotaryBase, -1);
    rotate(dK_TW, W, R, rotaryBase, -1);
    [dQ_TW, dK_TW, dV_TW].forEach((d_TW, part) => put(d_TW, W, dQkv_N3D, 3 * D, row * T, (3 * h + part) * W));
  });
  return dQkv_N3D;
}

function eachHead(rows: number, count: number, act: (row: number, head: number) => void): void {
  for (let row = 0; row < rows; row++) for (let h = 0; h < count; h++) act(row, h);
}

/** Queries, keys and values of a head; queries and keys turned to their positions. */
function takeHead(qkv_N3D: Float64Array, config: ModelConfig, first: number, T: number, h: number): Head {
  const { width: D, heads: count, rotaryBase } = config, W = D / count, R = rotaryDimensions(config);
  const [q_TW, k_TW, v_TW] = [0, 1, 2].map((part) => take(qkv_N3D, 3 * D, first, T, (3 * h + part) * W, W));
  rotate(q_TW, W, R, rotaryBase, 1);
  rotate(k_TW, W, R, rotaryBase, 1);
  return { q_TW, k_TW, v_TW };
}

/** Columns `column` … `column` + W of T rows. */
function take(from: Float64Array, stride: number, first: number, T: number, column: number, W: number): Float64Array {
  const part = new Float64Array(T * W);
  for (let t = 0; t < T; t++) {
    const at = (first + t) * stride + column;
    part.set(from.subarray(at, at + W), t * W);
  }
  return part;
}

function put(part: Float64Array, W: number, into: Float64Array, stride: number, first: number, column: number): void {
  for (let t = 0; t * W < part.length; t++) {
    into.set(part.subarray(t * W, t * W + W), (first + t) * stride + column);
  }
}
