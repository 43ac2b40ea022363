/** The similarity of column sums, against NumPy and SciPy, and where it cannot be told. */
import { deepEqual, equal, ok, throws } from "../assert.ts";
import golden from "../golden/analysis/effects_scipy.json" with { type: "json" };
import checks from "../golden/methods/aioli_derived_checks.json" with { type: "json" };
import { diagonalForm } from "../../analysis/method_effects/diagonal_form.ts";
import { effectSimilarity } from "../../analysis/method_effects/effect_similarity.ts";

const near = (got: number | null, wanted: number, tolerance = 1e-12) =>
  ok(got !== null && Math.abs(got - wanted) <= tolerance, `wanted ${wanted}, got ${got}`);

Deno.test("cosine, Spearman with ties and their mean are SciPy's", () => {
  equal(golden.similarities.length, 12);
  for (const { a, b, cosine, spearman, similarity } of golden.similarities) {
    const found = effectSimilarity(a, b);
    near(found.cosine, cosine);
    near(found.spearman, spearman);
    near(found.similarity, similarity);
    deepEqual(effectSimilarity(b, a), found);
  }
});

Deno.test("scale does not matter, sign does", () => {
  const [a, b] = [[0.3, 0.1, 0.25], [5, 4, 9]], found = effectSimilarity(a, b);
  near(effectSimilarity(a.map((x) => 1e200 * x), b.map((x) => 1e-200 * x)).similarity, found.similarity!);
  near(effectSimilarity(a.map((x) => -x), b.map((x) => -x)).similarity, found.similarity!);
  near(effectSimilarity(a.map((x) => -x), b).similarity, -found.similarity!);
  near(effectSimilarity(a, a).similarity, 1);
});

Deno.test("what lists do not tell is null, never NaN", () => {
  deepEqual(effectSimilarity([0, 0, 0], [1, 2, 3]), { cosine: null, spearman: null, similarity: null });
  const constant = effectSimilarity([2, 2, 2], [1, 2, 3]);
  near(constant.cosine, 12 / Math.sqrt(12 * 14));
  equal(constant.spearman, null);
  equal(constant.similarity, null);
  const both = effectSimilarity([1, 1], [1, 1]);
  near(both.cosine, 1);
  equal(both.similarity, null);
});

Deno.test("two domains: Spearman is 1 or -1, so that similarities leave out the middle", () => {
  for (let angle = 0.05; angle < 3.1; angle += 0.1) {
    const { spearman } = effectSimilarity([Math.cos(angle), Math.sin(angle)], [1, 2]);
    near(Math.abs(spearman!), 1);
  }
});

Deno.test("refuses lists that are none", () => {
  throws(() => effectSimilarity([1], [1]), /a_m: wanted a number for each of two domains or more, got 1/);
  throws(() => effectSimilarity([1, 2], [1, 2, 3]), /wanted as many column sums of both, got 2 and 3/);
  throws(() => effectSimilarity([1, NaN], [1, 2]), /a_m: wanted finite numbers, got NaN/);
  throws(() => effectSimilarity([1, 2], [Infinity, 2]), /b_m: wanted finite numbers, got Infinity/);
});

Deno.test("the diagonal form: what is left of Skill-It's, DoReMi's and any matrix of two domains", () => {
  const [L1, L2, [G11, G12], [G21, G22]] = [3, 4, [0.75, 0.5], [0.625, 0.875]];
  deepEqual(diagonalForm([[L1 * G11, L1 * G21], [L2 * G12, L2 * G22]]), [[L1 * (G11 - G21), 0], [0, L2 * (G22 - G12)]]);
  deepEqual(diagonalForm([[0.3, 0], [0, 0.1]]), [[0.3, 0], [0, 0.1]]); // DoReMi's
  throws(() => diagonalForm([[1, 2, 3], [1, 2, 3], [1, 2, 3]]), /two domains upon themselves, got 3 targets and 3/);
  throws(() => diagonalForm([[1, 2]]), /got 1 targets and 2 domains/);
});

Deno.test("A* of Aioli's published parameters: directions and order as derived for this project", () => {
  const { files } = checks.A_star_column_sums, names = Object.keys(files) as (keyof typeof files)[];
  equal(names.length, 8);
  for (const name of names) {
    for (const { column_sums, unit_direction, groups_by_priority } of files[name].seeds) {
      const { groups } = files[name], { cosine } = effectSimilarity(column_sums, unit_direction);
      near(cosine, 1);
      // Most negative first: the similarity to the list of priorities itself.
      const ranks = groups.map((group) => (groups_by_priority as string[]).indexOf(group));
      near(effectSimilarity(column_sums, ranks).spearman, 1);
    }
  }
});
