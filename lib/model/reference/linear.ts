/**
 * A linear layer: y = x Wᵀ + bias, from I to O numbers.
 *
 * @module
 */

/** Forward; without a bias where none is given. */
export function linear(x_NI: Float64Array, weight_OI: Float64Array, I: number, bias_O?: Float64Array): Float64Array {
  const N = x_NI.length / I, O = weight_OI.length / I, y_NO = new Float64Array(N * O);
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) {
      let sum = bias_O?.[o] ?? 0;
      for (let i = 0; i < I; i++) sum += x_NI[n * I + i] * weight_OI[o * I + i];
      y_NO[n * O + o] = sum;
    }
  }
  return y_NO;
}

/** From the gradient of the output to those of the input, the weight and the bias. */
export function linearBackward(dY_NO: Float64Array, x_NI: Float64Array, weight_OI: Float64Array, I: number) {
  const N = x_NI.length / I, O = weight_OI.length / I;
  const dX_NI = new Float64Array(N * I), dWeight_OI = new Float64Array(O * I), dBias_O = new Float64Array(O);
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) {
      const dY = dY_NO[n * O + o];
      dBias_O[o] += dY;
      for (let i = 0; i < I; i++) {
        dX_NI[n * I + i] += dY * weight_OI[o * I + i];
        dWeight_OI[o * I + i] += dY * x_NI[n * I + i];
      }
    }
  }
  return { dX_NI, dWeight_OI, dBias_O };
}
