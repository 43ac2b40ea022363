/**
 * The mixtures that a D-optimal design chooses from: a lattice over what the floors leave (Cornell's pseudo-components,
 * p = lower + (1 − Σ lower) q), the vertices of the bounded simplex, the midpoints of pairs of them and their mean, and
 * random means of vertices.
 *
 * @module
 */
import { outOfRange } from "../../errors.ts";
import type { Box } from "../../laws/best/constraints.ts";
import { dirichlet } from "../../mixture/dirichlet.ts";
import { simplexLattice } from "../../mixture/simplex_lattice.ts";
import { type Random, random } from "../../numerics/random.ts";
import { breach } from "../bounds.ts";
import { coincide } from "../coincide.ts";
import { boxVertices, randomVertex } from "./box_vertices.ts";

/** Points of a lattice whose parts are not given; vertices; vertices of which pairs have their midpoints. */
const LATTICE = 2000, VERTICES = 2000, PAIRED = 60;
/** Candidates in all. */
const MOST = 20_000;
/** The finest lattice that is taken by itself. */
const FINEST = 50;

/** What to choose from. */
export interface CandidateOptions {
  readonly box: Box;
  /** Parts of the lattice; default: as many, up to 50, as give 2,000 points. */
  readonly parts?: number;
  /** Random mixtures. */
  readonly randoms: number;
  readonly seed: number;
}

/** The candidates (C mixtures of m shares), vertices first; `parts` is that of the lattice. */
export function candidates(
  options: CandidateOptions,
): { readonly mixtures: Float64Array[]; readonly parts: number; readonly allVertices: boolean } {
  const { box, randoms, seed } = options, { lower, upper } = box, m = lower.length, rng = random(seed);
  const parts = options.parts ?? finest(m), rest = Math.max(0, 1 - lower.reduce((a, b) => a + b, 0));
  if (points(m, parts) + randoms > MOST) {
    throw outOfRange(
      `d-optimal: wanted at most ${MOST} candidates, got ${points(m, parts) + randoms} from ${parts} parts of ${m} ` +
        `domains and ${randoms} random mixtures; lower parts or random`,
    );
  }
  const { vertices, complete } = boxVertices(box, rng, VERTICES), found = distinctSet();
  for (const vertex of vertices) found.add(vertex);
  if (vertices.length <= PAIRED) {
    vertices.forEach((p, a) => vertices.slice(0, a).forEach((q) => found.add(p.map((x, j) => (x + q[j]) / 2))));
  }
  found.add(lower.map((_, j) => vertices.reduce((sum, p) => sum + p[j], 0) / vertices.length));
  const domains = Array.from(upper, String);
  for (const q of simplexLattice(m, parts)) {
    const p = q.map((share, j) => lower[j] + rest * share);
    if (breach(p, box, domains) === undefined) found.add(p);
  }
  for (let n = 0; n < randoms; n++) found.add(randomMean(box, rng));
  return { mixtures: found.all, parts, allVertices: complete };
}

/** A mean of 2 to m random vertices with random weights. */
function randomMean(box: Box, rng: Random): Float64Array {
  const m = box.lower.length, count = m < 2 ? 1 : 2 + rng.below(m - 1);
  const weights = dirichlet(rng, new Array<number>(count).fill(1)), p = new Float64Array(m);
  for (const weight of weights) randomVertex(box, rng).forEach((share, j) => p[j] += weight * share);
  return p;
}

/** Mixtures, each once. */
function distinctSet(): { readonly all: Float64Array[]; add(p: Float64Array): void } {
  const all: Float64Array[] = [], cells = new Map<string, Float64Array[]>();
  return {
    all,
    add(p) {
      const cell = Array.from(p, (share) => Math.round(share * 1e6)).join(), others = cells.get(cell) ?? [];
      if (others.some((other) => coincide(other, p))) return;
      cells.set(cell, [...others, p]);
      all.push(p);
    },
  };
}

function finest(m: number): number {
  let parts = 1;
  while (parts < FINEST && points(m, parts + 1) <= LATTICE) parts++;
  return parts;
}

/** Points of a lattice: C(parts + m − 1, m − 1). */
function points(m: number, parts: number): number {
  let count = 1;
  for (let j = 1; j < m; j++) count *= (parts + j) / j;
  return Math.round(count);
}
