/**
 * Growing one tree leaf by leaf: the leaf whose best split gains most is split next, until there are as many leaves as
 * may be, or no split gains anything (Shi 2007; LightGBM's leaf-wise growth).
 *
 * @module
 */
import { bestSplit, type LeafSums, type Split } from "./best_split.ts";
import type { BinnedRuns } from "./binned_runs.ts";
import { fillHistogram, type Histogram, histogram, subtractHistogram } from "./histogram.ts";
import type { Tree } from "./tree.ts";

/** How large a tree may be. */
export interface TreeSize {
  /** Most leaves. */
  readonly leaves: number;
  /** Fewest runs in a leaf. */
  readonly leafRuns: number;
}

/** A leaf while its tree grows: its runs are rows[from … to − 1]. */
interface Leaf {
  from: number;
  to: number;
  sums: LeafSums;
  split: Split | undefined;
  /** The split above it, and on which side of that it is. */
  above: number;
  side: "left" | "right";
  /** Kept while the leaf may still be split. */
  readonly histogram: Histogram;
}

/** Room that is used again for every tree on the same runs. */
export interface Workspace {
  readonly runs: BinnedRuns;
  readonly rows: Int32Array;
  readonly spare: Int32Array;
  readonly histograms: readonly Histogram[];
}

/** Room for the trees of some runs. */
export function workspace(runs: BinnedRuns, size: TreeSize, weighted: boolean): Workspace {
  // a tree of N runs has at most N / leafRuns leaves, however many are allowed
  const most = Math.max(1, Math.min(size.leaves, Math.floor(runs.N / size.leafRuns)));
  const bins = runs.firstBin[runs.m];
  return {
    runs,
    rows: new Int32Array(runs.N),
    spare: new Int32Array(runs.N),
    histograms: Array.from({ length: most }, () => histogram(bins, weighted)),
  };
}

/**
 * Grows a tree on first derivatives g (N) and second derivatives h (N; all 1 where undefined) of the loss. A leaf's
 * value is −rate · G / H: the shortened Newton step.
 *
 * @param scores N predictions, to which the tree is added.
 */
export function growTree(
  { runs, rows, spare, histograms }: Workspace,
  g: Float32Array,
  h: Float32Array | undefined,
  size: TreeSize,
  rate: number,
  scores: Float64Array,
): Tree {
  const tree: Tree = { domain: [], bin: [], left: [], right: [], value: [] };
  for (let n = 0; n < runs.N; n++) rows[n] = n;
  const root: Leaf = {
    from: 0,
    to: runs.N,
    sums: sumsOf(g, h),
    split: undefined,
    above: -1,
    side: "left",
    histogram: histograms[0],
  };
  fillHistogram(root.histogram, runs, rows, 0, runs.N, g, h);
  const leaves = [root];
  const look = (leaf: Leaf) => {
    leaf.split = leaf.sums.count < 2 * size.leafRuns
      ? undefined
      : bestSplit(leaf.histogram, runs, leaf.sums, size.leafRuns);
  };
  look(root);
  while (leaves.length < Math.min(size.leaves, histograms.length)) {
    let chosen = -1, gain = 0;
    for (let l = 0; l < leaves.length; l++) {
      const split = leaves[l].split;
      if (split !== undefined && split.gain > gain) [chosen, gain] = [l, split.gain];
    }
    if (chosen < 0) break;
    // the left side stays in its parent's place, the right side is a new leaf
    const left = leaves[chosen], split = left.split!, node = tree.domain.length;
    const middle = partition(runs, rows, spare, left.from, left.to, split);
    tree.domain.push(split.domain);
    tree.bin.push(split.bin);
    tree.left.push(-1 - chosen);
    tree.right.push(-1 - leaves.length);
    if (left.above >= 0) tree[left.side][left.above] = node;
    const sums = left.sums, other = histograms[leaves.length];
    const leftIsSmaller = split.left.count < sums.count - split.left.count;
    const right: Leaf = {
      from: middle,
      to: left.to,
      sums: {
        gradient: sums.gradient - split.left.gradient,
        hessian: sums.hessian - split.left.hessian,
        count: sums.count - split.left.count,
      },
      split: undefined,
      above: node,
      side: "right",
      histogram: leftIsSmaller ? left.histogram : other,
    };
    leaves[chosen] = {
      ...left,
      to: middle,
      sums: split.left,
      above: node,
      side: "left",
      histogram: leftIsSmaller ? other : left.histogram,
    };
    leaves.push(right);
    // only the smaller side is counted; the larger is what is left of the parent's histogram
    const [smaller, larger] = leftIsSmaller ? [leaves[chosen], right] : [right, leaves[chosen]];
    if (larger.sums.count >= 2 * size.leafRuns) {
      fillHistogram(smaller.histogram, runs, rows, smaller.from, smaller.to, g, h);
      subtractHistogram(larger.histogram, smaller.histogram);
    }
    look(smaller);
    look(larger);
  }
  for (const { sums, from, to } of leaves) {
    const value = -rate * sums.gradient / sums.hessian;
    tree.value.push(value);
    for (let r = from; r < to; r++) scores[rows[r]] += value;
  }
  return tree;
}

function sumsOf(g: Float32Array, h: Float32Array | undefined): LeafSums {
  let gradient = 0, hessian = 0;
  for (let n = 0; n < g.length; n++) gradient += g[n];
  if (h === undefined) hessian = g.length;
  else for (let n = 0; n < h.length; n++) hessian += h[n];
  return { gradient, hessian, count: g.length };
}

/** Sorts the runs of a leaf into left and right, each in the order in which they stood; returns where right begins. */
function partition(
  { m, places, firstBin }: BinnedRuns,
  rows: Int32Array,
  spare: Int32Array,
  from: number,
  to: number,
  { domain, bin }: Split,
): number {
  const last = firstBin[domain] + bin;
  let middle = from, moved = 0;
  for (let r = from; r < to; r++) {
    const n = rows[r];
    if (places[n * m + domain] <= last) rows[middle++] = n;
    else spare[moved++] = n;
  }
  rows.set(spare.subarray(0, moved), middle);
  return middle;
}
