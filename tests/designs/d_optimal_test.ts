import { deepEqual, equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import golden from "../golden/designs/d_optimal_numpy.json" with { type: "json" };
import { coincide } from "../../lib/designs/coincide.ts";
import { boxVertices } from "../../lib/designs/d_optimal/box_vertices.ts";
import { dOptimalMixtures, type DOptimalOptions } from "../../lib/designs/d_optimal/d_optimal_mixtures.ts";
import { type CurveLaw, curveLaw, type Settings } from "../../lib/laws/curve_law.ts";
import { lawFromParameters } from "../../lib/laws/load_law.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { matrix } from "../../lib/numerics/matrix.ts";
import { random } from "../../lib/numerics/random.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";

type Case = typeof golden.cases[number];

const names = (m: number) => Array.from({ length: m }, (_, j) => `d${j}`);

/** A table of runs on mixtures, whose losses nobody looks at. */
function tableOf(mixtures: readonly (readonly number[])[], targets: readonly string[], m: number): RunTable {
  return {
    ...{ source: "test", domains: names(m), targets, notes: [], largestCorrection: 0 },
    shares: matrix(mixtures.length, m, mixtures.flat()),
    losses: matrix(mixtures.length, targets.length),
    runs: mixtures.map((_, n) => ({ id: String(n), labels: {} })),
  };
}

function optionsOf(one: Case): DOptimalOptions {
  const { law, m, thetas, runs, offset } = one, domains = names(m), targets = thetas.map((_, i) => `t${i}`);
  const settings: Settings = offset === null ? {} : { offset }, { spec } = lawNamed(law as "linear");
  const fitted = lawFromParameters(
    law,
    domains,
    thetas.map((theta, i) => ({
      target: targets[i],
      parameters: Object.fromEntries(
        spec.curve(domains, targets[i], settings).names.map((name, a) => [name, theta[a]]),
      ),
    })),
    settings,
  );
  const byName = (values: readonly number[]) => Object.fromEntries(domains.map((domain, j) => [domain, values[j]]));
  return {
    ...{ law: lawNamed(law as "linear"), domains, targets, runs, fitted },
    ...{ caps: byName(one.upper), floors: byName(one.lower), seed: 3 },
    ...(one.existing.length > 0 && { existing: tableOf(one.existing, targets, m) }),
  };
}

/** Σ_targets log det Σ_n J_nᵀ J_n, by elimination, from the curves themselves. */
function logDetOf(
  { law, domains, targets, fitted, existing }: DOptimalOptions,
  mixtures: readonly Float64Array[],
): number {
  const rows = [
    ...mixtures.map((p) => [...p]),
    ...existing
      ? existing.runs.map((_, n) => [...existing.shares.data.subarray(n * domains.length, (n + 1) * domains.length)])
      : [],
  ];
  const { settings, theta } = fitted!.toJSON();
  return targets.reduce((sum, target, i) => {
    const curve = law.spec.curve(domains, target, settings), q = curve.names.length;
    const jacobian = new Float64Array(rows.length * q);
    const shares = matrix(rows.length, domains.length, rows.flat());
    curve.evaluate(shares, Float64Array.from(theta[i]), new Float64Array(rows.length), jacobian);
    const M = Array.from(
      { length: q },
      (_, a) =>
        Array.from({ length: q }, (_, b) => rows.reduce((s, _, n) => s + jacobian[n * q + a] * jacobian[n * q + b], 0)),
    );
    for (let a = 0; a < q; a++) {
      sum += Math.log(M[a][a]);
      for (let b = a + 1; b < q; b++) {
        const factor = M[b][a] / M[a][a];
        for (let c = a; c < q; c++) M[b][c] -= factor * M[a][c];
      }
    }
    return sum;
  }, 0);
}

for (const one of golden.cases) {
  Deno.test(`d-optimal: ${one.name}: no worse than NumPy's best of ${golden.restarts} restarts`, () => {
    const options = optionsOf(one);
    // Distinct mixtures of NumPy's lattice, and vertices and midpoints besides.
    const distinct = dOptimalMixtures({ ...options, parts: one.parts, random: 0, apart: 0 });
    ok(distinct.logDet >= one.exact - 1e-7, `${distinct.logDet} < ${one.exact}`);
    ok(Math.abs(distinct.logDet - logDetOf(options, distinct.mixtures)) < 1e-7);
    equal(distinct.mixtures.length, one.runs);
    distinct.mixtures.forEach((p, n) => ok(distinct.mixtures.slice(0, n).every((q) => !coincide(p, q))));
    // What the certificate says no design of these candidates reaches, NumPy's optimum does not.
    const reachable = distinct.logDet - distinct.parameters * Math.log(distinct.efficiency);
    ok(reachable >= one.approximate - 1e-4, `${reachable} < ${one.approximate}`);
    ok(distinct.largestVariance < one.largestVariance * (1 + 2e-4));
    // Anywhere within the bounds, replicates allowed, by SLSQP: a finer lattice comes near.
    const free = dOptimalMixtures({ ...options, replicates: true });
    ok(free.logDet >= one.continuous - 0.01 * free.parameters, `${free.logDet} < ${one.continuous}`);
    ok(Math.abs(free.logDet - logDetOf(options, free.mixtures)) < 1e-7);
    ok(free.efficiency >= distinct.efficiency - 0.02);
  });
}

/** Scheffé's quadratic law, Σ_j a_j p_j + Σ_{i<j} b_ij p_i p_j: no law of Mixlab, but its optimal designs are known. */
const quadratic: CurveLaw = curveLaw({
  ...{ name: "quadratic", formula: "L(p) = Σ_j a_j p_j + Σ_{i<j} b_ij p_i p_j", source: "Scheffé 1958", convex: false },
  parameters: (m) => m * (m + 1) / 2,
  curve(domains) {
    const m = domains.length, q = m * (m + 1) / 2;
    const features = (p: ArrayLike<number>, at: number) => {
      const out: number[] = [];
      for (let j = 0; j < m; j++) out.push(p[at + j]);
      for (let j = 0; j < m; j++) for (let i = 0; i < j; i++) out.push(p[at + i] * p[at + j]);
      return out;
    };
    const value = (p: ArrayLike<number>, theta: Float64Array) =>
      features(p, 0).reduce((s, x, a) => s + x * theta[a], 0);
    return {
      names: Array.from({ length: q }, (_, a) => `a${a}`),
      lower: new Float64Array(q).fill(-Infinity),
      upper: new Float64Array(q).fill(Infinity),
      domainOf: new Array(q).fill(-1),
      evaluate({ rows, data }, theta, values, jacobian) {
        for (let n = 0; n < rows; n++) {
          const x = features(data, n * m);
          values[n] = x.reduce((s, f, a) => s + f * theta[a], 0);
          jacobian?.set(x, n * q);
        }
      },
      starts: () => [new Float64Array(q)],
      value,
      addShareGradient() {},
      addShareHessian() {},
    };
  },
});

const sorted = (mixtures: readonly ArrayLike<number>[]) => mixtures.map((p) => Array.from(p).join()).sort();

Deno.test("d-optimal: the linear law's design is the pure domains, each as often as the others", () => {
  for (const m of [2, 3, 5]) {
    const common = { law: lawNamed("linear"), domains: names(m), targets: ["t"] };
    const pure = names(m).map((_, j) => names(m).map((_, i) => i === j ? 1 : 0));
    const once = dOptimalMixtures({ ...common, runs: m });
    deepEqual(sorted(once.mixtures), sorted(pure));
    ok(Math.abs(once.logDet) < 1e-9 && once.efficiency > 0.9999);
    const thrice = dOptimalMixtures({ ...common, runs: 3 * m, replicates: true });
    deepEqual(sorted(thrice.mixtures), sorted([...pure, ...pure, ...pure]));
    ok(Math.abs(thrice.logDet - m * Math.log(3)) < 1e-9 && thrice.efficiency > 0.9999);
  }
});

Deno.test("d-optimal: Scheffé's quadratic law: pure domains and even pairs (Kiefer 1961)", () => {
  for (const m of [2, 3, 4]) {
    const q = m * (m + 1) / 2, common = { law: quadratic, domains: names(m), targets: ["t"], runs: q };
    const { mixtures, efficiency, parameters } = dOptimalMixtures(common);
    const wanted = names(m).flatMap((_, j) =>
      names(m).slice(0, j + 1).map((_, i) => names(m).map((_, l) => ((l === i ? 1 : 0) + (l === j ? 1 : 0)) / 2))
    );
    equal(parameters, q);
    deepEqual(sorted(mixtures), sorted(wanted));
    ok(efficiency > 0.9999);
  }
});

Deno.test("d-optimal: existing runs count: what they tell already is not asked for again", () => {
  const common = { law: lawNamed("linear"), domains: names(3), targets: ["t"] };
  const existing = tableOf([[1, 0, 0], [1, 0, 0], [0, 1, 0]], ["t"], 3);
  deepEqual(sorted(dOptimalMixtures({ ...common, runs: 1, existing }).mixtures), ["0,0,1"]);
  // With replicates the second run goes where there is one; without, not to where a run is.
  const two = dOptimalMixtures({ ...common, runs: 3, existing, replicates: true });
  deepEqual(sorted(two.mixtures), ["0,0,1", "0,0,1", "0,1,0"]);
  const { mixtures } = dOptimalMixtures({ ...common, runs: 3, existing, apart: 0.1 });
  for (const [n, p] of mixtures.entries()) {
    const beside = [...mixtures.slice(0, n), Float64Array.of(1, 0, 0), Float64Array.of(0, 1, 0)];
    ok(beside.every((q) => p.reduce((sum, share, j) => sum + Math.abs(share - q[j]) / 2, 0) >= 0.1 - 1e-9));
  }
});

Deno.test("d-optimal: derivatives are taken at the law fitted to existing runs, or at assumed parameters, and it says so", () => {
  const rows = [[0.1, 0.9], [0.3, 0.7], [0.5, 0.5], [0.7, 0.3], [0.9, 0.1]].map(([a, b], n) =>
    `${n},${a},${b},${1 + Math.exp(-3 * a + 0.2 * b)}`
  );
  const existing = parseTable(["run,share:a,share:b,loss:a", ...rows].join("\n"), { name: "runs.csv" });
  const common = { law: lawNamed("log-linear"), domains: ["a", "b"], targets: ["a"], runs: 3 };
  const fitted = dOptimalMixtures({ ...common, existing });
  ok(fitted.notes[0].includes("fitted to runs.csv"), fitted.notes[0]);
  const same = lawFromParameters("log-linear", ["a", "b"], [{
    target: "a",
    parameters: { c: 1, "v:a": -3, "v:b": 0.2 },
  }]);
  ok(Math.abs(fitted.logDet - dOptimalMixtures({ ...common, existing, fitted: same }).logDet) < 1e-4);
  const assumed = dOptimalMixtures(common);
  ok(assumed.notes[0].includes("assumed parameters"), assumed.notes[0]);
  const stated = lawFromParameters("log-linear", ["a", "b"], [{
    target: "a",
    parameters: { c: 0, "v:a": 0, "v:b": 1 },
  }]);
  ok(Math.abs(assumed.logDet - dOptimalMixtures({ ...common, fitted: stated }).logDet) < 1e-12);
  // Two existing runs are too few for a fit, and are counted all the same.
  const few = dOptimalMixtures({ ...common, existing: { ...existing, ...firstRuns(existing, 2) } });
  ok(/assumed parameters.*needs as many different mixtures; the table has 2/.test(few.notes[0]), few.notes[0]);
  ok(few.logDet > assumed.logDet);
});

function firstRuns({ shares, losses, runs }: RunTable, n: number): Partial<RunTable> {
  return {
    shares: matrix(n, shares.columns, shares.data.subarray(0, n * shares.columns)),
    losses: matrix(n, losses.columns, losses.data.subarray(0, n * losses.columns)),
    runs: runs.slice(0, n),
  };
}

Deno.test("d-optimal: what bounds make unidentifiable is left out of the information, and counted", () => {
  const common = { law: lawNamed("linear"), domains: names(3), targets: ["t"], runs: 2 };
  const { parameters, unidentified, mixtures, notes } = dOptimalMixtures({ ...common, caps: { d2: 0 } });
  deepEqual([parameters, unidentified], [2, 1]);
  deepEqual(sorted(mixtures), ["0,1,0", "1,0,0"]);
  ok(notes.includes("1 of 3 parameters are not identifiable within the bounds"));
});

Deno.test("d-optimal: mixtures within the bounds, as many as asked, apart, the same for the same seed", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 6, max: 12 }),
      fc.boolean(),
      (seed, m, runs, bounded) => {
        const rng = random(seed), domains = names(m);
        const floors = domains.map(() => bounded ? 0.4 * rng.uniform() / m : 0);
        const caps = floors.map((floor) => bounded ? Math.min(1, floor + 1.2 / m + rng.uniform() * 0.3) : 1);
        const named = (values: number[]) => Object.fromEntries(domains.map((domain, j) => [domain, values[j]]));
        const options: DOptimalOptions = {
          ...{ law: lawNamed("log-linear"), domains, targets: domains.slice(0, 2), runs, seed, apart: 0.02 },
          ...{ caps: named(caps), floors: named(floors), parts: 8, random: 50, starts: 2 },
        };
        const design = dOptimalMixtures(options);
        equal(design.mixtures.length, runs);
        ok(design.efficiency > 0.2 && design.efficiency <= 1);
        for (const [n, p] of design.mixtures.entries()) {
          ok(Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-9);
          ok(p.every((share, j) => share >= floors[j] - 1e-9 && share <= caps[j] + 1e-9));
          for (const q of design.mixtures.slice(0, n)) {
            ok(p.reduce((sum, share, j) => sum + Math.abs(share - q[j]) / 2, 0) >= 0.02 - 1e-9);
          }
        }
        deepEqual(dOptimalMixtures(options), design);
      },
    ),
    { seed: 7, numRuns: 25 },
  );
});

Deno.test("boxVertices: those that trying all sets of bounds finds", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 2, max: 5 }), (seed, m) => {
      const rng = random(seed), middle = dirichlet(rng, new Array(m).fill(1)), coarse = seed % 2 === 0;
      // Bounds around a mixture: some at tenths, so that vertices coincide.
      const round = (x: number) => coarse ? Math.round(x * 10) / 10 : x;
      const lower = middle.map((p) => Math.max(0, Math.min(p, round(p - 0.3 * rng.uniform()))));
      const upper = middle.map((p) => Math.min(1, Math.max(p, round(p + 0.5 * rng.uniform()))));
      const wanted: number[][] = [];
      for (let free = 0; free < m; free++) {
        for (let set = 0; set < 2 ** m; set++) {
          const p = Array.from(lower, (floor, j) => j === free ? 0 : set >> j & 1 ? upper[j] : floor);
          p[free] = 1 - p.reduce((a, b) => a + b, 0);
          if (p[free] < lower[free] - 1e-12 || p[free] > upper[free] + 1e-12) continue;
          if (!wanted.some((q) => coincide(p, q))) wanted.push(p);
        }
      }
      const { vertices, complete } = boxVertices({ lower, upper }, rng, 2000);
      ok(complete);
      equal(vertices.length, wanted.length);
      for (const p of wanted) ok(vertices.some((q) => coincide(p, q)));
    }),
    { numRuns: 300 },
  );
});

Deno.test("boxVertices: of too many, as many as wanted at random, all of them vertices", () => {
  const m = 16, lower = new Float64Array(m), upper = new Float64Array(m).fill(0.15);
  const { vertices, complete } = boxVertices({ lower, upper }, random(1), 100);
  deepEqual([complete, vertices.length], [false, 100]);
  for (const p of vertices) {
    ok(Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-12);
    ok(p.filter((share) => share > 1e-12 && share < 0.15 - 1e-12).length <= 1);
  }
});

Deno.test("d-optimal: what cannot be is refused with what to do", () => {
  const common = { law: lawNamed("log-linear"), domains: names(3), targets: ["d0", "d1"], runs: 6 };
  const refuses = (options: Partial<DOptimalOptions>, message: RegExp) =>
    throws(() => dOptimalMixtures({ ...common, ...options }), { name: "RangeError", message });
  refuses(
    { runs: 3 },
    /runs enough to tell the 4 parameters of a target apart, got 3 beside 0 existing ones; raise runs/,
  );
  refuses({ targets: ["other"] }, /depend on its parameters, and there are no runs.*wanted existing runs enough/);
  refuses({ law: lawNamed("m1") }, /derivatives of m1 depend on its parameters/);
  refuses({ caps: { d0: 0.2, d1: 0.3, d2: 0.4 } }, /caps.*sum to at least 1, got 0.9/);
  refuses({ floors: { d0: 0.7, d1: 0.7 } }, /floors: wanted a sum of at most 1, got 1.4/);
  refuses({ caps: { d0: 0.2 }, floors: { d0: 0.3 } }, /floors.d0: wanted at most the cap 0.2, got 0.3/);
  refuses({ caps: { d9: 0.2 } }, /there is no domain "d9"/);
  refuses({ parts: 300 }, /at most 20000 candidates, got 45951 from 300 parts/);
  refuses(
    { runs: 30, parts: 1, random: 0, apart: 0.3 },
    /wanted 30 mixtures that differ, got \d+ of 7 candidates; raise parts/,
  );
  refuses({ apart: 1 }, /apart: wanted a number in \[0, 1\), got 1/);
  const twice = parseTable("run,step,share:d0,share:d1,share:d2,loss:d0\n1,10,1,0,0,2\n1,20,1,0,0,1\n");
  refuses({ existing: twice, targets: ["d0"] }, /run 1 stands there at several steps.*choose one/);
  const other = parseTable("run,share:d1,share:d0,share:d2,loss:d0\n1,1,0,0,2\n");
  refuses({ existing: other }, /wanted the domains d0, d1, d2 in this order, got d1, d0, d2/);
  const bimix = lawFromParameters("bimix", names(3), [
    { target: "d0", parameters: Object.fromEntries(names(3).flatMap((d) => [[`log A:${d}`, 0], [`alpha:${d}`, 0.5]])) },
  ]);
  const pure = { law: lawNamed("bimix"), fitted: bimix, targets: ["d0"], runs: 9 };
  refuses(
    { ...pure, existing: tableOf([[1, 0, 0]], ["d0"], 3) },
    /bimix has no finite derivatives at the existing run 0/,
  );
  ok(dOptimalMixtures({ ...common, ...pure }).notes.some((note) => /\d+ candidates left out: bimix has no/.test(note)));
  const linear = lawFromParameters("linear", names(3), [
    { target: "d0", parameters: { "a:d0": 1, "a:d1": 1, "a:d2": 1 } },
  ]);
  refuses({ fitted: linear }, /fitted: wanted the law log-linear, got linear/);
  refuses({ law: lawNamed("linear"), fitted: linear }, /wanted a law of d1, got one of d0/);
});
