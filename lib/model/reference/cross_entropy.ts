/** Loss of each target, in nats: the logarithm of Σ e^logit, less the target's logit. */
export function crossEntropy(logits_NV: Float64Array, targets_N: ArrayLike<number>, V: number): Float64Array {
  return Float64Array.from({ length: targets_N.length }, (_, n) => {
    return logOfSum(logits_NV.subarray(n * V, n * V + V)) - logits_NV[n * V + targets_N[n]];
  });
}

/** From the gradient of the losses to that of the logits: softmax less one at the target. */
export function crossEntropyBackward(
  dLoss_N: ArrayLike<number>,
  logits_NV: Float64Array,
  targets_N: ArrayLike<number>,
  V: number,
): Float64Array {
  const dLogits_NV = new Float64Array(logits_NV.length);
  for (let n = 0; n < targets_N.length; n++) {
    const log = logOfSum(logits_NV.subarray(n * V, n * V + V));
    for (let v = 0; v < V; v++) dLogits_NV[n * V + v] = dLoss_N[n] * Math.exp(logits_NV[n * V + v] - log);
    dLogits_NV[n * V + targets_N[n]] -= dLoss_N[n];
  }
  return dLogits_NV;
}

/** ln Σ eˣ, by the largest so that nothing overflows. */
function logOfSum(x: Float64Array): number {
  let most = -Infinity, sum = 0;
  for (const v of x) most = Math.max(most, v);
  for (const v of x) sum += Math.exp(v - most);
  return most + Math.log(sum);
}
