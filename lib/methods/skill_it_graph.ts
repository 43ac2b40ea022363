/**
 * Skill-It's graph: rows are the m domains that are trained on, columns the k targets.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import type { RunOutcome } from "./run_spec.ts";

/** Names along the graph's rows and columns. */
interface Names {
  /** The m domains. */
  readonly domains: readonly string[];
  /** The k targets. */
  readonly targets: readonly string[];
}

/**
 * The graph that runs of one domain each tell:
 *
 *     G_ji = (L_i at the start − L_i at the end) / L_i at the start,   after training on domain j alone
 *
 * Source: Aioli (arXiv 2411.05735; `skills_graph` of its repository, on val here). The graphs that it ships were made so;
 * row j of a graph of two domains stands in that of three, as one run on domain j gives both.
 *
 * @param runs one a domain, in their order; `start` and `val` are losses (k) on val.
 * @throws {RangeError} when a start loss is not above 0.
 */
export function skillItGraph(runs: readonly Pick<RunOutcome, "name" | "start" | "val">[]): number[][] {
  return runs.map(({ name, start, val }) =>
    start.map((before, i) => {
      if (before > 0 && Number.isFinite(val[i])) return (before - val[i]) / before;
      throw outOfRange(
        `skill-it: graph: ${name}: wanted losses > 0 at the start, got ${got(before)} and ${got(val[i])}`,
      );
    })
  );
}

/**
 * Checks the size of a graph.
 *
 * @throws {RangeError} when it has not m rows of k numbers.
 */
export function checkGraph(graph: readonly (readonly number[])[], { domains, targets }: Names): void {
  if (graph.length === domains.length && graph.every((row) => row.length === targets.length)) return;
  throw outOfRange(
    `skill-it: graph: wanted ${domains.length} rows, one for each domain trained on (${domains.join(", ")}), of ` +
      `${targets.length} numbers, one for each target (${targets.join(", ")}), got ${graph.length} rows of ${
        graph[0]?.length
      }`,
  );
}

/** The graph with other values between different names; own effects stay. */
export function changeOthers(
  graph_mk: readonly (readonly number[])[],
  { domains, targets }: Names,
  change: (effect: number) => number,
): number[][] {
  return graph_mk.map((row, j) => row.map((effect, i) => domains[j] === targets[i] ? effect : change(effect)));
}

/**
 * Whether each domain (m) is joined to no other: its row and its column sum to 1, all of it its own effect.
 *
 * @throws {RangeError} when targets and domains are not the same.
 */
export function loneNodes(graph_mk: readonly (readonly number[])[], { domains, targets }: Names): boolean[] {
  if (domains.length !== targets.length || domains.some((domain, j) => domain !== targets[j])) {
    throw outOfRange(
      `skill-it: ignoreLoneNodes: wanted the domains themselves as targets, got ${targets.join(", ")}; leave it out`,
    );
  }
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  return graph_mk.map((row, j) => row[j] === 1 && sum(row) === 1 && sum(graph_mk.map((other) => other[j])) === 1);
}
