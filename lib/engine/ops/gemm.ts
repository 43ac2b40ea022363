import { add, matMul, mul, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import { hasKernel, runKernel } from "./own_kernel.ts";

/** Options of {@link gemm} and {@link batchMatMul}. */
export interface ProductOptions {
  /** Whether the first matrix is transposed. */
  readonly transposeA?: boolean;
  /** Whether the second matrix is transposed. */
  readonly transposeB?: boolean;
  /** Factor of the product; default 1. */
  readonly alpha?: number;
}

/**
 * alpha · (A B + c), c a row added to every row of the product. Constant factors of an operation before or after cost
 * nothing here.
 */
export function gemm(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false, alpha = 1, bias }: ProductOptions & { readonly bias?: Tensor } = {},
): Tensor {
  if (hasKernel("MixlabGemm")) {
    return runKernel("MixlabGemm", { a, b, ...(bias && { bias }) }, { transposeA, transposeB, alpha })[0];
  }
  const product = matMul(a as Tensor2D, b as Tensor2D, transposeA, transposeB);
  const sum = bias ? add(product, bias) : product;
  return alpha === 1 ? sum : mul(sum, alpha);
}

/** alpha · A B for the last two of any number of dimensions. */
export function batchMatMul(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false, alpha = 1 }: ProductOptions = {},
): Tensor {
  if (hasKernel("MixlabBatchMatMul")) {
    return runKernel("MixlabBatchMatMul", { a, b }, { transposeA, transposeB, alpha })[0];
  }
  const product = matMul(a, b, transposeA, transposeB);
  return alpha === 1 ? product : mul(product, alpha);
}
