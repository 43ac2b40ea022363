import { mul, reshape, stack, sum, type Tensor, tidy } from "@tensorflow/tfjs-core";

/** One dot product for each pair of lists of tensors: float32 within a tensor, float64 over tensors. */
export async function dotProducts(pairs: readonly (readonly [readonly Tensor[], readonly Tensor[]])[]) {
  const parts = tidy(() => stack(pairs.flatMap(([a, b]) => a.map((tensor, i) => dot(tensor, b[i])))));
  const values = await parts.data<"float32">();
  parts.dispose();
  const size = values.length / pairs.length;
  return Float64Array.from(pairs, (_, k) => values.subarray(k * size, (k + 1) * size).reduce((sum, x) => sum + x, 0));
}

/** By rows first: one long sum in float32 would lose digits where a backend adds in order. */
function dot(a: Tensor, b: Tensor): Tensor {
  const products = mul(a, b);
  return sum(products.rank > 1 ? sum(reshape(products, [products.shape[0]!, -1]), 1) : products);
}
