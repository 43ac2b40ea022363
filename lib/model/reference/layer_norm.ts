/**
 * LayerNorm (Ba et al., 2016) of rows of width D: (x − mean) / √(variance + ε) · gain + bias.
 *
 * @module
 */

/** Forward. */
export function layerNorm(x_ND: Float64Array, gain_D: Float64Array, bias_D: Float64Array, epsilon: number) {
  const D = gain_D.length, y_ND = new Float64Array(x_ND.length);
  for (let row = 0; row < x_ND.length; row += D) {
    const { mean, scale } = moments(x_ND, row, D, epsilon);
    for (let d = 0; d < D; d++) y_ND[row + d] = (x_ND[row + d] - mean) * scale * gain_D[d] + bias_D[d];
  }
  return y_ND;
}

/** From the gradient of the output to those of the inputs. */
export function layerNormBackward(dY_ND: Float64Array, x_ND: Float64Array, gain_D: Float64Array, epsilon: number) {
  const D = gain_D.length, dX_ND = new Float64Array(x_ND.length);
  const dGain_D = new Float64Array(D), dBias_D = new Float64Array(D);
  for (let row = 0; row < x_ND.length; row += D) {
    const { mean, scale } = moments(x_ND, row, D, epsilon);
    const normal = (d: number) => (x_ND[row + d] - mean) * scale;
    let sum = 0, dot = 0; // over d: of the gradient at the normalised input, and of that times the input
    for (let d = 0; d < D; d++) {
      const dY = dY_ND[row + d];
      dGain_D[d] += dY * normal(d);
      dBias_D[d] += dY;
      sum += dY * gain_D[d];
      dot += dY * gain_D[d] * normal(d);
    }
    for (let d = 0; d < D; d++) {
      dX_ND[row + d] = scale * (dY_ND[row + d] * gain_D[d] - sum / D - normal(d) * dot / D);
    }
  }
  return { dX_ND, dGain_D, dBias_D };
}

function moments(x: Float64Array, row: number, D: number, epsilon: number): { mean: number; scale: number } {
  let mean = 0, variance = 0;
  for (let d = 0; d < D; d++) mean += x[row + d] / D;
  for (let d = 0; d < D; d++) variance += (x[row + d] - mean) ** 2 / D;
  return { mean, scale: 1 / Math.sqrt(variance + epsilon) };
}
