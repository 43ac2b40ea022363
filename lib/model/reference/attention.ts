/**
 * Causal attention of one head: y = softmax(q kᵀ / √W) v, where a position sees itself and those before it. T
 * positions, W numbers each.
 *
 * @module
 */

/** A head's queries, keys and values. */
export interface Head {
  readonly q_TW: Float64Array;
  readonly k_TW: Float64Array;
  readonly v_TW: Float64Array;
}

/** Forward. */
export function attention(head: Head, W: number): Float64Array {
  const { v_TW } = head, T = v_TW.length / W, y_TW = new Float64Array(v_TW.length);
  for (let t = 0; t < T; t++) {
    sharesOf(head, t, W).forEach((share, s) => {
      for (let w = 0; w < W; w++) y_TW[t * W + w] += share * v_TW[s * W + w];
    });
  }
  return y_TW;
}

/** From the gradient of the output to those of queries, keys and values. */
export function attentionBackward(dY_TW: Float64Array, head: Head, W: number) {
  const { q_TW, k_TW, v_TW } = head, T = v_TW.length / W;
  const dQ_TW = new Float64Array(T * W), dK_TW = new Float64Array(T * W), dV_TW = new Float64Array(T * W);
  for (let t = 0; t < T; t++) {
    const shares = sharesOf(head, t, W), dShares = new Float64Array(t + 1);
    let mean = 0;
    for (let s = 0; s <= t; s++) {
      for (let w = 0; w < W; w++) {
        dShares[s] += dY_TW[t * W + w] * v_TW[s * W + w];
        dV_TW[s * W + w] += dY_TW[t * W + w] * shares[s];
      }
      mean += shares[s] * dShares[s];
    }
    for (let s = 0; s <= t; s++) {
      const dScore = shares[s] * (dShares[s] - mean) / Math.sqrt(W);
      for (let w = 0; w < W; w++) {
        dQ_TW[t * W + w] += dScore * k_TW[s * W + w];
        dK_TW[s * W + w] += dScore * q_TW[t * W + w];
      }
    }
  }
  return { dQ_TW, dK_TW, dV_TW };
}

/** How position t shares its attention among the positions 0 … t. */
function sharesOf({ q_TW, k_TW }: Head, t: number, W: number): Float64Array {
  const scores = new Float64Array(t + 1);
  for (let s = 0; s <= t; s++) {
    for (let w = 0; w < W; w++) scores[s] += q_TW[t * W + w] * k_TW[s * W + w];
    scores[s] /= Math.sqrt(W);
  }
  const most = scores.reduce((a, b) => Math.max(a, b)), powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}
