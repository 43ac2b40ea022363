/** Synthetic tables to fit laws to: losses are computed, never measured. */
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { matrix, rowOf, selectRows } from "../../lib/numerics/matrix.ts";
import { type Random, random } from "../../lib/numerics/random.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";

export interface Shape {
  readonly domains?: readonly string[];
  readonly targets?: readonly string[];
  readonly startLosses?: readonly (readonly number[])[];
  readonly tokens?: number;
  readonly seeds?: readonly number[];
}

const letters = (n: number, first: string) =>
  Array.from({ length: n }, (_, i) => String.fromCharCode(first.charCodeAt(0) + i));

/** A table from rows of shares and rows of losses. */
export function tableOf(
  shares: readonly ArrayLike<number>[],
  losses: readonly ArrayLike<number>[],
  { domains, targets, startLosses, tokens, seeds }: Shape = {},
): RunTable {
  const N = shares.length, m = shares[0].length, k = losses[0].length;
  const flat = (rows: readonly ArrayLike<number>[]) => rows.flatMap((row) => Array.from(row));
  return {
    source: "synthetic",
    domains: domains ?? letters(m, "a"),
    targets: targets ?? letters(k, "A"),
    shares: matrix(N, m, flat(shares.map(normalised))),
    losses: matrix(N, k, flat(losses)),
    ...(startLosses && { startLosses: matrix(N, k, flat(startLosses)) }),
    runs: shares.map((_, n) => ({
      id: `run${n}`,
      labels: {},
      ...(tokens !== undefined && { tokens }),
      ...(seeds && { seed: seeds[n] }),
    })),
    notes: [],
    largestCorrection: 0,
    synthetic: true,
  };
}

function normalised(shares: ArrayLike<number>): number[] {
  const p = Array.from(shares), sum = p.reduce((a, b) => a + b);
  return p.map((x) => x / sum);
}

/** N random mixtures of m domains. */
export function mixtures(rng: Random, N: number, m: number, alpha = 1): Float64Array[] {
  return Array.from({ length: N }, () => dirichlet(rng, new Float64Array(m).fill(alpha)));
}

/** Runs of a planted log-linear law with c_i = 2 + i/4 and exponents from −2.5 to 0.5, noise added. */
export function planted(seed: number, { N = 20, m = 3, k = 2, noise = 0.01, alpha = 1 } = {}): RunTable {
  const rng = random(seed), shares = mixtures(rng, N, m, alpha);
  const v = Array.from({ length: k }, () => Array.from({ length: m }, () => 3 * rng.uniform() - 2.5));
  const losses = shares.map((p) =>
    v.map((vi, i) => 2 + i / 4 + Math.exp(vi.reduce((s, x, j) => s + x * p[j], 0)) + noise * rng.normal())
  );
  return tableOf(shares, losses);
}

/** Runs of a planted law of segments: targets are the domains. */
export function plantedSegments(seed: number, { N = 20, m = 3, noise = 0.01 } = {}): RunTable {
  const rng = random(seed), shares = mixtures(rng, N, m), domains = letters(m, "a");
  const A = domains.map((_, i) => domains.map((_, j) => (i === j ? -0.5 : -0.2) * rng.uniform()));
  const startLosses = shares.map(() => domains.map(() => 3 + rng.uniform()));
  const losses = shares.map((p, n) =>
    A.map((row, i) => startLosses[n][i] + row.reduce((s, a, j) => s + a * p[j], 0) + noise * rng.normal())
  );
  return tableOf(shares, losses, { domains, targets: domains, startLosses });
}

/** The rows with the given indices. */
export function rowsOf(table: RunTable, rows: readonly number[]): RunTable {
  return {
    ...table,
    shares: selectRows(table.shares, rows),
    losses: selectRows(table.losses, rows),
    ...(table.startLosses && { startLosses: selectRows(table.startLosses, rows) }),
    runs: rows.map((n) => table.runs[n]),
  };
}

/** Domains in another order. */
export function domainsInOrder(table: RunTable, order: readonly number[]): RunTable {
  const shares = matrix(table.runs.length, order.length);
  for (let n = 0; n < table.runs.length; n++) {
    order.forEach((j, to) => rowOf(shares, n)[to] = rowOf(table.shares, n)[j]);
  }
  return { ...table, shares, domains: order.map((j) => table.domains[j]) };
}

/** Fails on any NaN or ±Infinity in a plain value, and says where. */
export function findNotFinite(value: unknown, path = "$"): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `${path} is ${value}`;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, v] of Object.entries(value)) {
    const found = findNotFinite(v, `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}

/** |a − b| ≤ tolerance. */
export function near(a: number, b: number, tolerance: number, what = ""): void {
  if (!(Math.abs(a - b) <= tolerance)) throw new Error(`${what}: got ${a}, wanted ${b} ± ${tolerance}`);
}
