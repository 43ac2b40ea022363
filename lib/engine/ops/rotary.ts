import { add, concat, mul, neg, slice, type Tensor } from "@tensorflow/tfjs-core";
import { hasKernel, runKernel } from "./own_kernel.ts";
import { withGradient } from "./with_gradient.ts";

/** Cosines and sines of the rotary angles: [T, R/2] each, for the first R of a head's dimensions. */
export interface RotaryTables {
  readonly cos: Tensor;
  readonly sin: Tensor;
  /** −sin: turns back. */
  readonly minusSin: Tensor;
}

/**
 * Rotary position embedding (Su et al., 2021) of the first R dimensions of each head, in halves as GPT-NeoX pairs them:
 * dimension i with i + R/2, by the angle t · base^(−2i/R). [B, h, T, d] → the same. Its backward pass turns back.
 */
export function rotary(x_BhTd: Tensor, tables: RotaryTables): Tensor {
  if (tables.cos.shape[1] === 0) return x_BhTd;
  return withGradient([x_BhTd], (x) => ({
    value: turned(x, tables.cos, tables.sin),
    saved: [tables.cos, tables.minusSin],
    backward: (dy, [cos, minusSin]) => [turned(dy, cos, minusSin)],
  }));
}

function turned(x: Tensor, cos: Tensor, sin: Tensor): Tensor {
  if (hasKernel("MixlabRotary")) return runKernel("MixlabRotary", { x, cos, sin }, {})[0];
  const [B, h, T, d] = x.shape, half = cos.shape[1]!;
  const first = slice(x, [0, 0, 0, 0], [B, h, T, half]), second = slice(x, [0, 0, 0, half], [B, h, T, half]);
  const parts = [add(mul(first, cos), neg(mul(second, sin))), add(mul(second, cos), mul(first, sin))];
  if (d > 2 * half) parts.push(slice(x, [0, 0, 0, 2 * half], [B, h, T, d - 2 * half]));
  return concat(parts, 3);
}
