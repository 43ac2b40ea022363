/**
 * How often 95 % intervals hold the truth, in tables of runs of planted log-linear laws (SYNTHETIC, no training).
 *
 * Two kinds: Wald (estimate ± Student's t × standard error; one-sided bounds count as intervals open below; parameters
 * without either are counted apart) and the bootstrap as `fitTable` makes it (Bayesian, over mixtures, deviations
 * stretched for few mixtures). Every table has a law, mixtures and noise of its own.
 *
 * Run: deno run --allow-read bench/coverage.ts [tables] [replicates] [alpha]
 */
import { interval, smallSampleFactor } from "../lib/laws/intervals.ts";
import { logLinear } from "../lib/laws/log_linear.ts";
import { bootstrap } from "../lib/laws/resample.ts";
import { dirichlet } from "../lib/mixture/dirichlet.ts";
import { leastSquares } from "../lib/numerics/least_squares.ts";
import { matrix, rowOf } from "../lib/numerics/matrix.ts";
import { type Random, random } from "../lib/numerics/random.ts";
import { studentQuantile } from "../lib/numerics/student_t.ts";
import type { RunTable } from "../lib/tables/run_table.ts";

const TABLES = Number(Deno.args[0] ?? 300), REPLICATES = Number(Deno.args[1] ?? 200), ALPHA = Number(Deno.args[2] ?? 1);
const NOISE = 0.01;

interface Count {
  asked: number;
  given: number;
  held: number;
  widths: number[];
}
const newCount = (): Count => ({ asked: 0, given: 0, held: 0, widths: [] });

function count(to: Count, truth: number, range: readonly [number, number] | undefined): void {
  to.asked++;
  if (range === undefined) return;
  to.given++;
  if (range[0] <= truth && truth <= range[1]) to.held++;
  to.widths.push(range[1] - range[0]);
}

function plantedTable(rng: Random, N: number, m: number): { table: RunTable; theta: Float64Array } {
  // exponents as in published fits: the own domain low, the others around −0.5
  const theta = Float64Array.from(
    { length: m + 1 },
    (_, q) => q === 0 ? 1.5 + 2 * rng.uniform() : q === 1 ? -2 - 3 * rng.uniform() : 1.5 * rng.uniform() - 1.25,
  );
  const shares = matrix(N, m), losses = matrix(N, 1);
  for (let n = 0; n < N; n++) {
    const p = dirichlet(rng, new Float64Array(m).fill(ALPHA));
    rowOf(shares, n).set(p);
    losses.data[n] = value(p, theta) + NOISE * rng.normal();
  }
  const table: RunTable = {
    source: "synthetic",
    domains: Array.from({ length: m }, (_, j) => `d${j}`),
    targets: ["d0"],
    shares,
    losses,
    runs: Array.from({ length: N }, (_, n) => ({ id: String(n), labels: {} })),
    notes: [],
    largestCorrection: 0,
    synthetic: true,
  };
  return { table, theta };
}

function value(p: ArrayLike<number>, theta: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < p.length; j++) sum += theta[j + 1] * p[j];
  return theta[0] + Math.exp(sum);
}

/** c + e, ∂/∂θ. */
function slope(p: ArrayLike<number>, theta: ArrayLike<number>): number[] {
  const e = value(p, theta) - theta[0];
  return [1, ...Array.from(p, (x) => e * x)];
}

const WHAT = [
  "c",
  "v (own domain)",
  "v (others)",
  "loss, even mixture",
  "loss, random mixture",
  "loss, pure own domain",
];

function simulate(N: number, m: number) {
  const wald = WHAT.map(newCount), boot = WHAT.map(newCount);
  const factor = smallSampleFactor(N, m + 1)!;
  for (let at = 0; at < TABLES; at++) {
    const rng = random(1000 * N + 100 * m + 1e6 * at);
    const { table, theta } = plantedTable(rng, N, m);
    const fitted = logLinear.fit(table), [fit] = fitted.perTarget, own = fitted.toJSON().theta[0];
    const laws = bootstrap(logLinear, table, fitted, { replicates: REPLICATES, seed: at });
    const t = studentQuantile(0.975, N - m - 1);

    fitted.toJSON().theta[0].forEach((estimate, q) => {
      const what = q === 0 ? 0 : q === 1 ? 1 : 2, name = Object.keys(fit.parameters)[q];
      const se = fit.standardErrors[name], bound = fit.oneSided[name]?.atMost;
      const range = se !== null
        ? [estimate - t * se, estimate + t * se] as const
        : bound !== undefined
        ? [-Infinity, bound] as const
        : undefined;
      count(wald[what], theta[q], range);
      count(boot[what], theta[q], interval(estimate, laws.map((l) => l.toJSON().theta[0][q]), factor));
    });

    const { covariance } = leastSquares({
      model: (p: Float64Array, beta) => value(p, beta),
      jacobian: slope,
      x: Array.from({ length: N }, (_, n) => rowOf(table.shares, n)),
      y: table.losses.data,
      start: own,
    });
    const mixtures = [
      new Float64Array(m).fill(1 / m),
      dirichlet(rng, new Float64Array(m).fill(ALPHA)),
      Float64Array.from({ length: m }, (_, j) => j === 0 ? 1 : 0),
    ];
    mixtures.forEach((p, i) => {
      const estimate = fitted.predict(p)[0], truth = value(p, theta);
      let range: readonly [number, number] | undefined;
      if (covariance) {
        const g = slope(p, own);
        let s2 = 0;
        for (let a = 0; a <= m; a++) for (let b = 0; b <= m; b++) s2 += g[a] * covariance.data[a * (m + 1) + b] * g[b];
        range = [estimate - t * Math.sqrt(s2), estimate + t * Math.sqrt(s2)];
      }
      count(wald[3 + i], truth, range);
      count(boot[3 + i], truth, interval(estimate, laws.map((l) => l.predict(p)[0]), factor));
    });
  }
  return { wald, boot, factor };
}

function median(values: number[]): number {
  return values.length === 0 ? NaN : values.sort((a, b) => a - b)[values.length >> 1];
}

const percent = (a: number, b: number) => b === 0 ? "–".padStart(6) : `${(100 * a / b).toFixed(1)}%`.padStart(6);

console.log(
  `SYNTHETIC planted log-linear laws, noise ${NOISE} nats, mixtures from Dirichlet(${ALPHA}); ` +
    `${TABLES} tables a row, ${REPLICATES} replicates; nominal 95 %. "given" is how often there was an interval at all.`,
);
console.log(
  ["N".padStart(3), "m".padStart(2), "".padEnd(22), "Wald", "given", "width", "bootstrap", "width"].join("  "),
);
for (const m of [3, 5]) {
  for (const N of [10, 26, 60]) {
    const started = performance.now(), { wald, boot, factor } = simulate(N, m);
    WHAT.forEach((what, i) => {
      console.log([
        String(N).padStart(3),
        String(m).padStart(2),
        what.padEnd(22),
        percent(wald[i].held, wald[i].given),
        percent(wald[i].given, wald[i].asked),
        median(wald[i].widths).toPrecision(2).padStart(7),
        percent(boot[i].held, boot[i].given),
        median(boot[i].widths).toPrecision(2).padStart(7),
      ].join("  "));
    });
    console.log(`        stretched by ${factor.toFixed(2)}; ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
}
