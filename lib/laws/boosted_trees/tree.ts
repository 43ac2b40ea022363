/**
 * One regression tree, and the line of text that stands for it in law.json.
 *
 * The text walks the tree from the root, left before right: `j:b` is a split (left when the share of domain j, counted
 * from 0, is at most its b-th bound), any other word is a leaf with what it adds. So `0:4 -0.02 1:7 0.01 0.03` has
 * three leaves.
 *
 * @module
 */
import { got, outOfRange } from "../../errors.ts";

/** A tree: what is asked at each split, and what each leaf adds. Children ≥ 0 are splits; a leaf l is −1 − l. */
export interface Tree {
  /** Domain asked at each split. */
  readonly domain: number[];
  /** The share goes left when its bin is at most this one. */
  readonly bin: number[];
  /** Left child of each split. */
  readonly left: number[];
  /** Right child of each split. */
  readonly right: number[];
  /** What each leaf adds to the prediction (nats per token). */
  readonly value: number[];
}

/** The root: the first split, or the only leaf. */
export function rootOf({ domain }: Tree): number {
  return domain.length > 0 ? 0 : -1;
}

/** A tree as text. */
export function treeText(tree: Tree): string {
  const words: string[] = [];
  const walk = (node: number) => {
    if (node < 0) {
      words.push(`${tree.value[-1 - node]}`);
      return;
    }
    words.push(`${tree.domain[node]}:${tree.bin[node]}`);
    walk(tree.left[node]);
    walk(tree.right[node]);
  };
  walk(rootOf(tree));
  return words.join(" ");
}

/**
 * A tree from its text.
 *
 * @param bounds how many bounds each domain has (m).
 * @param where begins each message.
 * @throws {RangeError} when the text is no tree over those domains and bounds.
 */
export function parseTree(text: string, bounds: readonly number[], where: string): Tree {
  const tree: Tree = { domain: [], bin: [], left: [], right: [], value: [] };
  const open: { node: number; side: "left" | "right" }[] = []; // children that are still to come
  const words = text.split(" ");
  words.forEach((word, w) => {
    const place = open.pop();
    if (w > 0 && place === undefined) {
      throw outOfRange(`${where}: wanted a tree that ends after ${w} words, got ${got(word)}`);
    }
    const split = /^(\d+):(\d+)$/.exec(word);
    let child: number;
    if (split !== null) {
      const domain = Number(split[1]), bin = Number(split[2]);
      if (!(bin < bounds[domain])) {
        throw outOfRange(
          `${where}: wanted a domain from 0 to ${bounds.length - 1} and one of its bounds, got ${got(word)}`,
        );
      }
      child = tree.domain.length;
      tree.domain.push(domain);
      tree.bin.push(bin);
      tree.left.push(0);
      tree.right.push(0);
      open.push({ node: child, side: "right" }, { node: child, side: "left" });
    } else {
      const value = word === "" ? NaN : Number(word);
      if (!Number.isFinite(value)) {
        throw outOfRange(`${where}: wanted a split like 0:4 or a finite number, got ${got(word)}`);
      }
      child = -1 - tree.value.length;
      tree.value.push(value);
    }
    if (place !== undefined) tree[place.side][place.node] = child;
  });
  if (open.length > 0) throw outOfRange(`${where}: wanted ${open.length} more leaves, got the end of the tree`);
  return tree;
}
