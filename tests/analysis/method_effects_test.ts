/** A* and what methods believe, on planted learners (synthetic losses throughout) and against NumPy. */
import { deepEqual, equal, ok, throws } from "../assert.ts";
import golden from "../golden/analysis/effects_scipy.json" with { type: "json" };
import { believedEffects, meanRoundEffects, skillItEffects } from "../../analysis/method_effects/believed_effects.ts";
import { effectReplicates } from "../../analysis/method_effects/effect_replicates.ts";
import { effectScale } from "../../analysis/method_effects/effect_scale.ts";
import { effectSimilarity } from "../../analysis/method_effects/effect_similarity.ts";
import { methodEffects, similarityByMethod } from "../../analysis/method_effects/method_effects.ts";
import { effectSections } from "../../analysis/method_effects/method_effects_report.ts";
import { optimalEffects } from "../../analysis/method_effects/optimal_effects.ts";
import { domainScores } from "../../lib/methods/aioli/tilt_shares.ts";
import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";
import { transferWorld } from "../../lib/methods/simulated/transfer_world.ts";
import { matrix } from "../../lib/numerics/matrix.ts";
import { concatTables } from "../../lib/tables/concat_tables.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { childrenOf, trajectory } from "./planted_effects.ts";

const near = (got: number | null, wanted: number, tolerance: number, what = "") =>
  ok(got !== null && Math.abs(got - wanted) <= tolerance, `${what} wanted ${wanted}, got ${got}`);
const nearAll = (got: readonly (readonly number[])[], wanted: readonly (readonly number[])[], tolerance: number) => {
  deepEqual(got.map((row) => row.length), wanted.map((row) => row.length));
  got.forEach((row, i) => row.forEach((a, j) => near(a, wanted[i][j], tolerance, `${i}, ${j}:`)));
};

const domains = ["legal", "python", "scripture"];
// Not symmetric; one domain harms another; column sums 0.029, 0.035, 0.018.
const A_km = [[0.02, 0.001, 0.004], [0.006, 0.03, -0.002], [0.003, 0.004, 0.016]];
const world = linearWorld({ domains, A_km, start_k: [9, 8, 7] });
const graph = [[0.02, 0.004, 0.001], [0.006, 0.01, 0.003], [0.001, 0.002, 0.03]];
const transfer = transferWorld({ domains, graph_mk: graph, start_k: [9, 8, 7] });

/** The golden children of NumPy as a table. */
const { children: numpy } = golden, N = numpy.shares.length;
const table: RunTable = {
  ...{ source: "numpy", domains, targets: domains, notes: [], largestCorrection: 0, synthetic: true },
  shares: { rows: N, columns: 3, data: Float64Array.from(numpy.shares.flat()) },
  losses: { rows: N, columns: 3, data: Float64Array.from(numpy.losses.flat()) },
  startLosses: { rows: N, columns: 3, data: Float64Array.from(numpy.losses.flatMap(() => numpy.start)) },
  runs: numpy.losses.map((_, n) => ({ id: `${n}`, labels: {} })),
};

Deno.test("A* is NumPy's least squares, whole and diagonal; it lowers where it is positive", () => {
  nearAll(optimalEffects(table).A_km, numpy.A, 1e-8);
  const { A_km, form } = optimalEffects(table, "diagonal");
  equal(form, "diagonal");
  nearAll(A_km, numpy.slopes.map((k, i) => numpy.slopes.map((_, j) => i === j ? k : 0)), 1e-8);
});

Deno.test("the scale is NumPy's, with intercepts and without, and b < 0 says that the belief is reversed", () => {
  const bare = effectScale(table, numpy.belief), own = effectScale(table, numpy.belief, { intercepts: true });
  near(bare.b, numpy.scale.b, 1e-12);
  near(bare.r2, numpy.scale.r2, 1e-12);
  deepEqual(bare.intercepts, [0, 0, 0]);
  near(own.b, numpy.scaleWithIntercepts.b, 1e-12);
  near(own.r2, numpy.scaleWithIntercepts.r2, 1e-12);
  own.intercepts.forEach((c, i) => near(c, numpy.scaleWithIntercepts.intercepts[i], 1e-12));
  near(effectScale(table, numpy.belief.map((row) => row.map((a) => -2 * a))).b, -bare.b! / 2, 1e-12);
});

Deno.test("a scale that cannot be told is null", () => {
  const zeros = domains.map(() => [0, 0, 0]), ones = domains.map(() => [1, 1, 1]);
  deepEqual(effectScale(table, zeros), { b: null, intercepts: [0, 0, 0], r2: null });
  // Shares sum to 1: with intercepts an effect that is the same of every domain tells nothing.
  equal(effectScale(table, ones, { intercepts: true }).b, null);
  ok(effectScale(table, ones).b! > 0);
  throws(() => effectScale(table, [[1, 2, 3]]), /A_km: wanted 3 rows, one a target, of 3 finite numbers, got/);
  throws(() => effectScale(table, [[1, 2, 3], [1, NaN, 3], [1, 2, 3]]), /of 3 finite numbers/);
  const { startLosses: _, ...bare } = table;
  throws(() => effectScale(bare, ones), /wanted children with the losses at their start/);
});

Deno.test("the planted A comes back from children, whatever the trajectory, to 1e-9", async () => {
  const { learner } = await trajectory("aioli", world, { updateSteps: 50 });
  for (const steps of [1, 10]) {
    const { A_km: found, quality } = optimalEffects(await childrenOf(learner, world, { steps }));
    nearAll(found, A_km.map((row) => row.map((a) => a * steps)), 1e-9);
    quality.forEach(({ r2 }) => near(r2, 1, 1e-9));
  }
  // A world whose effects change on the way: those of the losses at the break.
  const { learner: other } = await trajectory("aioli", transfer, { updateSteps: 50 });
  const left = other.trainingLosses();
  const now = [...left].map((loss, i) => graph.map((row) => loss * row[i]));
  nearAll(optimalEffects(await childrenOf(other, transfer)).A_km, now, 1e-9);
});

Deno.test("two domains: the planted difference comes back on the diagonal", async () => {
  const two = linearWorld({ domains: ["a", "b"], A_km: [[0.03, 0.01], [0.002, 0.02]], start_k: [5, 5] });
  const { learner, found } = await trajectory("aioli", two, { updateSteps: 50 });
  const children = await childrenOf(learner, two, { labels: { method: "aioli" } });
  nearAll(optimalEffects(children).A_km, [[0.02, 0], [0, 0.018]], 1e-9);
  const trajectories = [{ ...found, seed: 0, parent: "p" }];
  const file = { domains: ["a", "b"], targets: ["a", "b"], steps: 100, breakAt: 100, trajectories };
  const [{ believed, similarity, scale, optimal }] = methodEffects(children, file);
  equal(optimal.form, "diagonal");
  // Normalised to a sum of 1: 0.062 in all.
  nearAll(believed, [[0.02 / 0.062, 0], [0, 0.018 / 0.062]], 1e-9);
  near(similarity.similarity, 1, 1e-9);
  near(scale.b, 0.062, 1e-9, "b");
});

Deno.test("methods that estimate A exactly have similarity 1: Aioli, DoGE, Skill-It, and DoReMi where its diagonal is true", async () => {
  const positive = linearWorld({ domains, A_km: A_km.map((row) => row.map(Math.abs)), start_k: [9, 8, 7] });
  const sums = (rows: readonly (readonly number[])[]) => domainScores(rows);
  const exact = async (method: string, planted: typeof world, options: Record<string, unknown>, learning = {}) => {
    const { found, learner } = await trajectory(method, planted, options as never, learning);
    const optimal = optimalEffects(await childrenOf(learner, planted)).A_km;
    const believed = believedEffects(found, await learner.evaluate("val"));
    return { believed, optimal, ...effectSimilarity(sums(believed), sums(optimal)) };
  };
  near((await exact("aioli", positive, { updateSteps: 50 })).similarity, 1, 1e-9, "aioli");
  near(
    (await exact("doge", world, { target: "separate", batches: "exact", maxGradNorm: 0 })).similarity,
    1,
    1e-9,
    "doge",
  );
  const skills = await exact("skill-it", transfer, { graph });
  near(skills.similarity, 1, 1e-9, "skill-it");
  nearAll(skills.believed, skills.optimal, 1e-9); // and in the same unit
  // Excess losses in proportion to what each domain does for itself, and for nothing else.
  const lone = linearWorld({ domains, A_km: [[0.02, 0, 0], [0, 0.03, 0], [0, 0, 0.01]], start_k: [9, 8, 7] });
  const reference = [9 - 0.2, 8 - 0.3, 7 - 0.1];
  near((await exact("doremi", lone, {}, { steps: 1, reference })).similarity, 1, 1e-6, "doremi");
  // The orientation counts: where one domain is taught by all, the transpose favours it, and not its teachers.
  const taught = linearWorld({ domains, A_km: [[0.02, 0.02, 0.02], [0, 0.01, 0], [0, 0, 0.01]], start_k: [9, 8, 7] });
  const { believed, optimal, cosine } = await exact("doge", taught, { target: "separate", batches: "exact" });
  near(cosine, 1, 1e-9);
  const turned = domains.map((_, i) => domains.map((_, j) => believed[j][i]));
  ok(effectSimilarity(sums(turned), sums(optimal)).cosine! < 0.7);
});

Deno.test("similarity falls as the noise of evaluations grows, and so does R² of the children's law", async () => {
  const means: number[] = [], explained: number[] = [], seeds = Array.from({ length: 12 }, (_, seed) => seed);
  for (const noise of [0, 0.001, 0.005, 0.05]) {
    let similarity = 0, r2 = 0;
    for (const seed of seeds) {
      const { found, learner } = await trajectory("aioli", world, { updateSteps: 50 }, { seed, noise });
      const optimal = optimalEffects(await childrenOf(learner, world, { steps: 10, seed, noise }));
      const truth = domainScores(A_km), believed = believedEffects(found, await learner.evaluate("val"));
      similarity += effectSimilarity(domainScores(believed), truth).similarity! / seeds.length;
      r2 += optimal.quality[0].r2! / seeds.length;
    }
    means.push(similarity);
    explained.push(r2);
  }
  for (let n = 1; n < means.length; n++) {
    ok(means[n] < means[n - 1] - 0.01, `similarities ${means}`);
    ok(explained[n] < explained[n - 1] - 1e-4, `R² ${explained}`);
  }
  ok(means[0] > 0.99 && explained[0] > 1 - 1e-9, `${means[0]}, ${explained[0]}`);
});

Deno.test("replicates lie around A*, wider with noise, none where nothing tells errors", async () => {
  const { learner } = await trajectory("aioli", world, { updateSteps: 50 });
  const width = async (noise: number) => {
    const children = await childrenOf(learner, world, { steps: 10, noise }), optimal = optimalEffects(children);
    const own = effectReplicates(children, optimal, { replicates: 200, seed: 0 }).map((A) => A[1][1]).sort((a, b) =>
      a - b
    );
    return { low: own[4], high: own[195], at: optimal.A_km[1][1], children, optimal };
  };
  const narrow = await width(0.001), wide = await width(0.02);
  ok(
    narrow.low < 0.3 && 0.3 < narrow.high && narrow.high - narrow.low < 0.02,
    JSON.stringify([narrow.low, narrow.high]),
  );
  ok(wide.high - wide.low > 5 * (narrow.high - narrow.low));
  const few = {
    ...narrow.children,
    runs: narrow.children.runs.slice(0, 3),
    ...Object.fromEntries((["shares", "losses", "startLosses"] as const).map((name) => {
      const { columns, data } = narrow.children[name]!;
      return [name, Object.assign(matrix(3, columns), { data: data.slice(0, 3 * columns) })];
    })),
  } as RunTable;
  deepEqual(effectReplicates(few, optimalEffects(few), { replicates: 10, seed: 0 }), []);
});

Deno.test("means over rounds weigh updates; the last ones by where they end; Skill-It by losses", () => {
  const A = (x: number) => [[x, 0], [0, 2 * x]];
  const rounds = [0, 1, 2].map((n) => ({ step: 100 * n, steps: 100, A: A(n) }));
  deepEqual(meanRoundEffects(rounds), A(1));
  deepEqual(meanRoundEffects(rounds, { last: 200 }), A(1.5));
  deepEqual(meanRoundEffects(rounds, { last: 101 }), A(1.5)); // what lies in the window in part counts
  deepEqual(meanRoundEffects(rounds, { last: 1 }), A(2));
  throws(() => meanRoundEffects([]), /rounds: wanted at least one, got none/);
  throws(() => meanRoundEffects(rounds, { last: 0 }), /last: wanted updates above 0, got 0/);
  deepEqual(skillItEffects([[1, 2, 3], [4, 5, 6]], [10, 100, 1000]), [[10, 40], [200, 500], [3000, 6000]]);
  throws(() => skillItEffects([[1, 2]], [1, 2, 3]), /graph_mk: row 1: wanted 3 numbers, one a target, got 2/);
  throws(
    () => believedEffects({ method: "skill-it", rounds }, [1, 1]),
    /skill-it: graph: wanted that of its trajectory/,
  );
});

Deno.test("refuses children of several parents, of several lengths, too few, or none of a trajectory", async () => {
  const { learner } = await trajectory("aioli", world, { updateSteps: 50 });
  const children = await childrenOf(learner, world, { labels: { method: "aioli" } });
  await learner.train([1, 0, 0], 1);
  const others = await childrenOf(learner, world, { labels: { method: "doge" } });
  const renamed = { ...others, runs: others.runs.map((run) => ({ ...run, id: `q${run.id}` })) };
  throws(() => optimalEffects(concatTables([children, renamed])), /wanted the children of one parent, got losses of/);
  const longer = { ...children, runs: children.runs.map((run, n) => n === 3 ? { ...run, step: run.step! + 1 } : run) };
  throws(
    () => optimalEffects(longer),
    /wanted children of one length, got 1 updates \(p>0, seed 0\) and 2 \(p>3, seed 0\)/,
  );
  const { startLosses: _, ...bare } = children;
  throws(() => optimalEffects(bare), /wanted children with the losses at their start/);
  const file = { domains, targets: domains, steps: 100, breakAt: 100, trajectories: [] };
  throws(() => methodEffects(children, file), /run p>0: wanted a trajectory of "aioli", seed 0, got only those of/);
  throws(
    () => methodEffects(children, { ...file, domains: ["x", "y", "z"] }),
    /domains: wanted x, y, z as the traject/,
  );
  const nameless = { ...children, runs: children.runs.map((run) => ({ ...run, labels: {} })) };
  throws(() => methodEffects(nameless, file), /run p>0: wanted a column method, got none/);
});

Deno.test("a belief that tells no domain from another has no similarity, and is counted as untold", async () => {
  const { learner } = await trajectory("aioli", world, { updateSteps: 50 });
  const children = await childrenOf(learner, world, { labels: { method: "doremi" } });
  const even = {
    method: "doremi",
    seed: 0,
    parent: "p",
    rounds: [{ step: 0, steps: 9, A: domains.map(() => [1, 1, 1]) }],
  };
  const file = { domains, targets: domains, steps: 100, breakAt: 100, trajectories: [even] };
  const compared = methodEffects(children, file, { replicates: 20 });
  equal(compared[0].similarity.similarity, null);
  equal(compared[0].similarityInterval, null);
  equal(compared[0].range, 0);
  // What it has is half of its cosine, as any belief in equal sums.
  near(compared[0].chance, compared[0].similarity.cosine! / 2, 1e-12);
  const [{ similarity, untold, cosine, chance }] = similarityByMethod(compared);
  equal(chance, compared[0].chance);
  equal(similarity, null);
  equal(untold, 1);
  ok(cosine!.mean > 0.9);
});

Deno.test("a belief without a scale is not told as 0 in the report", async () => {
  const { learner } = await trajectory("aioli", world, { updateSteps: 50 });
  const children = await childrenOf(learner, world, { labels: { method: "doremi" } });
  const nothing = {
    ...{ method: "doremi", seed: 0, parent: "p" },
    rounds: [{ step: 0, steps: 9, A: domains.map(() => [0, 0, 0]) }],
  };
  const file = { domains, targets: domains, steps: 100, breakAt: 100, trajectories: [nothing] };
  const compared = methodEffects(children, file, { replicates: 0 });
  equal(compared[0].scale.b, null);
  const [own, best] = effectSections(domains, domains, compared)[2].tables![0].rows;
  deepEqual([own[1], own.slice(2)], ["b A", new Array(9).fill("cannot tell")]);
  ok(best.slice(2).every((cell) => typeof cell === "number"));
});
