/** DoGE's update against golden vectors. */
import { dogeUpdate } from "../../lib/methods/doge/update.ts";
import assert from "../assert.ts";

const read = (name: string) =>
  JSON.parse(Deno.readTextFileSync(new URL(`../golden/methods/${name}.json`, import.meta.url)));
const { doge } = read("update_rules"), { unit_vectors: { doge_m2 } } = read("aioli_derived_checks");

function near(got: ArrayLike<number>, wanted: readonly number[], tolerance: number, at: string): void {
  assert.equal(got.length, wanted.length, at);
  wanted.forEach((value, i) => assert.ok(Math.abs(got[i] - value) <= tolerance, `${at}: ${i}: ${got[i]} for ${value}`));
}

/** Dot products of vectors. */
function gramOf(vectors: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(
    vectors.flatMap((a) => vectors.map((b) => a.reduce((sum, x, d) => sum + x * b[d], 0))),
  );
}

const UNCUT = { smoothing: 0, maxGradNorm: 0 };

Deno.test("scores, weights and the combined gradient are the golden ones", () => {
  const { grads, train, target, w, lr, mu, clip, score, w_next, model_grad } = doge;
  const vectors = [...train, ...target].map((i: number) => grads[i]);
  const options = { ...UNCUT, mu, dwMin: clip[0], dwMax: clip[1] };
  const { scores_m, weights_m, gradient_m } = dogeUpdate(
    w,
    { gram: gramOf(vectors), targets: 1, learningRate: lr },
    options,
  );
  near(scores_m, score, 1e-10, "W");
  near(weights_m, w_next, 1e-10, "w");
  const combined = model_grad.map((_: number, d: number) =>
    gradient_m.reduce((sum, weight, j) => sum + weight * grads[train[j]][d], 0)
  );
  near(combined, model_grad, 1e-10, "gradient");
});

Deno.test("Aioli's, for two domains", () => {
  const { lr, mu, inner_products: [a, b], mean_norm, clipped_scores, prev, next } = doge_m2;
  // Two gradients of the given mean norm, and the products with the pooled gradient.
  const gram = Float64Array.of(mean_norm ** 2, 0, a, 0, mean_norm ** 2, b, a, b, 1);
  const { scores_m, weights_m } = dogeUpdate(prev, { gram, targets: 1, learningRate: lr }, {
    ...{ mu, dwMin: 0, dwMax: 5, smoothing: 0, maxGradNorm: 1 },
  });
  near(scores_m, clipped_scores, 1e-15, "W");
  near(weights_m, next, 1e-12, "w");
});

Deno.test("without rows of targets the sum of the batch's own gradients is the target, own terms among it", () => {
  const vectors = [[1, 0], [0.5, 0.5], [-1, 0.25]], sum = [0.5, 0.75];
  const options = { ...UNCUT, mu: 0.01, dwMin: -9, dwMax: 9 }, w = [0.2, 0.3, 0.5];
  const own = dogeUpdate(w, { gram: gramOf(vectors), targets: 0, learningRate: 1e-3 }, options);
  const told = dogeUpdate(w, { gram: gramOf([...vectors, sum]), targets: 1, learningRate: 1e-3 }, options);
  near(own.scores_m, told.scores_m, 1e-16, "W");
  near(own.weights_m, told.weights_m, 1e-14, "w");
  own.effects_km.forEach((row, i) => row.forEach((effect, j) => near([effect], [own.effects_km[j][i]], 1e-18, "A")));
});

Deno.test("clipping of single gradients is part of their weights; the bounds cut, and bound the tilt", () => {
  const vectors = [[3, 4], [0, 0.5], [30, 40]], clipped = [[0.6, 0.8], [0, 0.5], [0.6, 0.8]];
  const options = { mu: 0.01, dwMin: 0, dwMax: 9, smoothing: 0, maxGradNorm: 1 }, w = [0.5, 0.5];
  const batch = (rows: number[][]) => ({ gram: gramOf(rows), targets: 1, learningRate: 1e-3 });
  const one = dogeUpdate(w, batch(vectors), options), other = dogeUpdate(w, batch(clipped), { ...options, ...UNCUT });
  near(one.scores_m, other.scores_m, 1e-16, "W");
  near(one.gradient_m, [other.gradient_m[0] / 5, other.gradient_m[1]], 1e-16, "weights of gradients");
  // Cut at 1 learning rate: domain 0 would score 1/0.75, domain 1 is below.
  const cut = dogeUpdate(w, batch(vectors), { ...options, dwMax: 1 });
  near(cut.scores_m, [1e-3, 1e-3 * 0.4 / (0.75 + 1e-6)], 1e-12, "cut");
  const ratio = cut.weights_m[0] / cut.weights_m[1];
  assert.ok(ratio <= Math.exp(1e-3 / 0.01) && ratio > 1);
  // Against the target: 0.
  assert.equal(dogeUpdate(w, batch([[-1, 0], [0, 1], [1, 0]]), options).scores_m[0], 0);
});

Deno.test("a domain without rows scores 0, and its norm counts as 0", () => {
  const gram = gramOf([[1, 0], [0, 0], [1, 0]]);
  const { scores_m, weights_m, gradient_m } = dogeUpdate([0.5, 0.5], { gram, targets: 1, learningRate: 1e-3 }, {
    ...{ mu: 0.01, dwMin: 0, dwMax: 5, smoothing: 0, maxGradNorm: 1 },
  });
  near(scores_m, [1e-3 / (0.5 + 1e-6), 0], 1e-12, "W");
  assert.ok(weights_m[1] > 0 && Number.isFinite(gradient_m[1]));
});
