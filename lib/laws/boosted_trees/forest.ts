/**
 * The trees of one target as flat arrays: a prediction is the start and what the leaf adds that the shares fall into in
 * each tree, summed in the order of the rounds.
 *
 * @module
 */
import { rootOf, type Tree } from "./tree.ts";

/** Predicts one target from the bins of the shares (m). */
export type Forest = (bins: Uint8Array) => number;

/** Numbers of a split: domain, last bin on the left, left child, right child. */
const FIELDS = 4;

/** Makes the trees ready to predict. */
export function forest(start: number, trees: readonly Tree[]): Forest {
  const splits = trees.reduce((sum, tree) => sum + tree.domain.length, 0);
  const leaves = trees.reduce((sum, tree) => sum + tree.value.length, 0);
  // children: where a split's fields begin, or −1 − the place of a leaf's value
  const nodes = new Int32Array(FIELDS * splits),
    values = new Float64Array(leaves),
    roots = new Int32Array(trees.length);
  let node = 0, leaf = 0;
  trees.forEach((tree, t) => {
    const at = (child: number) => child >= 0 ? FIELDS * (node + child) : child - leaf;
    roots[t] = at(rootOf(tree));
    tree.domain.forEach((domain, s) =>
      nodes.set([domain, tree.bin[s], at(tree.left[s]), at(tree.right[s])], FIELDS * (node + s))
    );
    values.set(tree.value, leaf);
    node += tree.domain.length;
    leaf += tree.value.length;
  });
  return (bins) => {
    let sum = start;
    for (let t = 0; t < roots.length; t++) {
      let z = roots[t];
      while (z >= 0) z = bins[nodes[z]] <= nodes[z + 1] ? nodes[z + 2] : nodes[z + 3];
      sum += values[-1 - z];
    }
    return sum;
  };
}
