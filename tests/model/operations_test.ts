import { deepEqual, equal, ok } from "../assert.ts";
import { modelPreset } from "../../lib/model/presets.ts";
import { attention, attentionBackward } from "../../lib/model/reference/attention.ts";
import { crossEntropy, crossEntropyBackward } from "../../lib/model/reference/cross_entropy.ts";
import { embedding, embeddingBackward } from "../../lib/model/reference/embedding.ts";
import { erf, erfc } from "../../lib/model/reference/erf.ts";
import { gelu, geluBackward } from "../../lib/model/reference/gelu.ts";
import { heads, headsBackward } from "../../lib/model/reference/heads.ts";
import { layerNorm, layerNormBackward } from "../../lib/model/reference/layer_norm.ts";
import { linear, linearBackward } from "../../lib/model/reference/linear.ts";
import { rotate } from "../../lib/model/reference/rotary.ts";
import special from "../golden/model/special.json" with { type: "json" };
import { checkGradient, dot, normals } from "./finite_differences.ts";

Deno.test("erf and erfc: SciPy's to 5e-16, and erfc to 13 digits where it is tiny", () => {
  special.x.forEach((x, i) => {
    ok(Math.abs(erf(x) - special.erf[i]) <= 5e-16, `erf(${x}): ${erf(x)}, wanted ${special.erf[i]}`);
    ok(Math.abs(erfc(x) / special.erfc[i] - 1) < 2e-13, `erfc(${x}): ${erfc(x)}, wanted ${special.erfc[i]}`);
  });
  deepEqual([erf(0), erf(Infinity), erf(-Infinity), erfc(Infinity), erfc(-Infinity)], [0, 1, -1, 0, 2]);
  ok(Number.isNaN(erf(NaN)) && Number.isNaN(erfc(NaN)));
});

Deno.test("gelu: known values, and its backward pass", () => {
  const x = Float64Array.of(-40, -6, -1, -1e-9, 0, 0.3, 1, 2.9, 40), dY = normals(x.length, 1);
  const y = gelu(x);
  ok(Math.abs(y[6] - 0.8413447460685429) < 1e-15); // Φ(1)
  deepEqual([y[0], y[4], y[8]], [-0, 0, 40]);
  checkGradient(() => dot(dY, gelu(x)), x, geluBackward(dY, x), "x");
});

Deno.test("layerNorm: mean and variance, and its backward pass", () => {
  const D = 5, x = normals(3 * D, 1), gain = normals(D, 2), bias = normals(D, 3), dY = normals(3 * D, 4), eps = 0.01;
  const one = layerNorm(x, new Float64Array(D).fill(1), new Float64Array(D), 1e-14).subarray(0, D);
  ok(Math.abs(dot(one, new Float64Array(D).fill(1))) < 1e-12 && Math.abs(dot(one, one) - D) < 1e-10);
  const f = () => dot(dY, layerNorm(x, gain, bias, eps));
  const { dX_ND, dGain_D, dBias_D } = layerNormBackward(dY, x, gain, eps);
  checkGradient(f, x, dX_ND, "x");
  checkGradient(f, gain, dGain_D, "gain");
  checkGradient(f, bias, dBias_D, "bias");
});

Deno.test("linear: y = x Wᵀ + bias, and its backward pass", () => {
  const I = 3, x = normals(2 * I, 1), weight = normals(4 * I, 2), bias = normals(4, 3), dY = normals(8, 4);
  ok(Math.abs(linear(x, weight, I, bias)[6] - dot(x.subarray(3), weight.subarray(6, 9)) - bias[2]) < 1e-14);
  ok(Math.abs(linear(x, weight, I)[6] - dot(x.subarray(3), weight.subarray(6, 9))) < 1e-14);
  const f = () => dot(dY, linear(x, weight, I, bias)),
    { dX_NI, dWeight_OI, dBias_O } = linearBackward(dY, x, weight, I);
  checkGradient(f, x, dX_NI, "x");
  checkGradient(f, weight, dWeight_OI, "weight");
  checkGradient(f, bias, dBias_O, "bias");
});

Deno.test("embedding: rows of the table, and repeated ids add up", () => {
  const V = 4, D = 3, table = normals(V * D, 1), ids = [2, 0, 2], dY = normals(ids.length * D, 2);
  deepEqual(embedding(table, ids, D).subarray(0, D), table.subarray(6, 9));
  checkGradient(() => dot(dY, embedding(table, ids, D)), table, embeddingBackward(dY, ids, V, D), "table");
});

Deno.test("crossEntropy: logits of any size, and its backward pass", () => {
  const V = 6, logits = normals(3 * V, 1), targets = [5, 0, 3], weights = [0.3, -1, 2];
  const far = crossEntropy(Float64Array.of(1000, 0, -1000), [2], 3);
  equal(far[0], 2000);
  const f = () => dot(weights, crossEntropy(logits, targets, V));
  checkGradient(f, logits, crossEntropyBackward(weights, logits, targets, V), "logits");
});

Deno.test("rotate: pairs i and i + R/2 turn by position × base^(−2i/R), the rest stays, and −1 turns back", () => {
  const width = 6, R = 4, x = normals(3 * width, 1), turned = x.slice();
  rotate(turned, width, R, 100, 1);
  deepEqual(turned.subarray(0, width), x.subarray(0, width));
  deepEqual(turned.subarray(16), x.subarray(16));
  const angle = 2 * 100 ** (-2 / 4), at = 2 * width + 1; // position 2, pair 1 and 3
  ok(Math.abs(turned[at] - (x[at] * Math.cos(angle) - x[at + 2] * Math.sin(angle))) < 1e-15);
  ok(Math.abs(turned[at + 2] - (x[at + 2] * Math.cos(angle) + x[at] * Math.sin(angle))) < 1e-15);
  const dY = normals(x.length, 2), back = dY.slice();
  rotate(back, width, R, 100, -1);
  const f = () => {
    const y = x.slice();
    rotate(y, width, R, 100, 1);
    return dot(dY, y);
  };
  checkGradient(f, x, back, "x");
});

Deno.test("attention: nothing from later positions, and its backward pass", () => {
  const W = 3, T = 4, head = { q_TW: normals(T * W, 1), k_TW: normals(T * W, 2), v_TW: normals(T * W, 3) };
  const dY = normals(T * W, 4), y = attention(head, W);
  deepEqual(y.subarray(0, W), head.v_TW.subarray(0, W));
  const later = { ...head, k_TW: head.k_TW.slice(), v_TW: head.v_TW.slice() };
  later.k_TW[T * W - 1] += 1;
  later.v_TW[T * W - 1] += 1;
  deepEqual(attention(later, W).subarray(0, 3 * W), y.subarray(0, 3 * W));
  const f = () => dot(dY, attention(head, W)), { dQ_TW, dK_TW, dV_TW } = attentionBackward(dY, head, W);
  checkGradient(f, head.q_TW, dQ_TW, "q");
  checkGradient(f, head.k_TW, dK_TW, "k");
  checkGradient(f, head.v_TW, dV_TW, "v");
});

Deno.test("heads: each row and head by itself, and the backward pass", () => {
  const config = { ...modelPreset("tiny", { vocabularySize: 8 }), width: 8, heads: 2, rotaryFraction: 0.5 };
  const T = 3, qkv = normals(2 * T * 24, 1), dY = normals(2 * T * 8, 2), y = heads(qkv, config, T);
  const other = qkv.slice();
  other[T * 24 + 12] += 1; // row 1, position 0, head 1
  const after = heads(other, config, T);
  after.forEach((v, i) => {
    if (i < T * 8 || i % 8 < 4) equal(v, y[i]);
  });
  checkGradient(() => dot(dY, heads(qkv, config, T)), qkv, headsBackward(dY, qkv, config, T), "qkv");
});
