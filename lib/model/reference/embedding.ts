/** A row of the table for each id. D numbers a row. */
export function embedding(table_VD: Float64Array, ids_N: ArrayLike<number>, D: number): Float64Array {
  const y_ND = new Float64Array(ids_N.length * D);
  for (let n = 0; n < ids_N.length; n++) y_ND.set(table_VD.subarray(ids_N[n] * D, ids_N[n] * D + D), n * D);
  return y_ND;
}

/** From the gradient of the output to that of the table of V rows: ids that repeat add up. */
export function embeddingBackward(dY_ND: Float64Array, ids_N: ArrayLike<number>, V: number, D: number): Float64Array {
  const dTable_VD = new Float64Array(V * D);
  for (let n = 0; n < ids_N.length; n++) {
    for (let d = 0; d < D; d++) dTable_VD[ids_N[n] * D + d] += dY_ND[n * D + d];
  }
  return dTable_VD;
}
