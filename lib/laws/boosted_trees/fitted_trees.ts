/**
 * Fitted boosted trees: they predict, they are written to JSON and read from it.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../../errors.ts";
import { matrix } from "../../numerics/matrix.ts";
import type { FittedLaw, FittedLawJSON, TreesJSON } from "../law.ts";
import { binOf, MOST_BINS } from "./bins.ts";
import { forest } from "./forest.ts";
import { parseTree, type Tree, treeText } from "./tree.ts";

/** What a fit or a file says of the trees; the rest is as in law.json. */
export interface GrownTrees extends Omit<FittedLawJSON, "trees"> {
  /** Upper bounds of the bins of each domain (m lists). */
  readonly bounds: readonly Float64Array[];
  /** The trees of each target (k lists). */
  readonly grown: readonly (readonly Tree[])[];
}

/** A fitted law of trees. */
export function fittedTrees({ bounds, grown, ...rest }: GrownTrees): FittedLaw {
  const { domains, targets, theta } = rest, m = domains.length, k = targets.length;
  const forests = grown.map((trees, i) => forest(theta[i][0], trees)), bins = new Uint8Array(m);
  const check = (shares: ArrayLike<number>) => {
    if (shares.length !== m) throw outOfRange(`shares: wanted ${m} numbers, one a domain, got ${shares.length}`);
  };
  return {
    law: rest.law,
    domains,
    targets,
    convex: false,
    segments: false,
    stepwise: true,
    perTarget: rest.perTarget,
    warnings: rest.warnings,
    predict(shares) {
      check(shares);
      let known = true;
      for (let j = 0; j < m; j++) {
        known &&= !Number.isNaN(shares[j]);
        bins[j] = binOf(bounds[j], shares[j]);
      }
      return Float64Array.from(forests, (predict) => known ? predict(bins) : NaN);
    },
    gradient(shares) {
      check(shares);
      return matrix(k, m);
    },
    hessian(shares) {
      check(shares);
      return matrix(m, m);
    },
    only(wanted) {
      const at = wanted.map((target) => targets.indexOf(target));
      const missing = wanted.find((_, w) => at[w] < 0);
      if (missing !== undefined) {
        throw outOfRange(`targets: wanted some of ${targets.join(", ")}, got ${got(missing)}`);
      }
      const pick = <T>(all: readonly T[]) => all.length === 0 ? [] : at.map((i) => all[i]);
      return fittedTrees({
        ...rest,
        bounds,
        targets: [...wanted],
        theta: pick(theta),
        grown: pick(grown),
        perTarget: pick(rest.perTarget),
      });
    },
    toJSON() {
      const { perTarget, warnings, ...head } = rest;
      const trees = { bounds: bounds.map((b) => [...b]), trees: grown.map((all) => all.map(treeText)) };
      return { ...head, trees, perTarget, warnings };
    },
  };
}

/** Trees from their JSON; `where` begins each message. @throws {TypeError} or {@link RangeError} when they are none. */
export function treesFromJSON(json: FittedLawJSON, where: string): FittedLaw {
  const { trees: given, ...rest } = json, m = json.domains.length, k = json.targets.length;
  const { bounds, trees } = (given ?? {}) as Partial<TreesJSON>;
  const lists = (value: unknown, length: number, what: string): readonly unknown[][] => {
    if (Array.isArray(value) && value.length === length && value.every(Array.isArray)) return value;
    throw wrongKind(`${where}: ${what}: wanted ${length} lists, got ${got(value)}`);
  };
  const checked = lists(bounds, m, "trees.bounds (one a domain)").map((list, j) => {
    const rising = list.every((b, i) => Number.isFinite(b) && (i === 0 || (b as number) > (list[i - 1] as number)));
    if (!rising || list.length >= MOST_BINS) {
      throw outOfRange(
        `${where}: trees.bounds[${j}]: wanted at most ${MOST_BINS - 1} rising numbers, got ${got(list.join(", "))}`,
      );
    }
    return Float64Array.from(list as number[]);
  });
  const lengths = checked.map((b) => b.length);
  const grown = lists(trees, k, "trees.trees (one a target)").map((list, i) =>
    list.map((text, t) => {
      const at = `${where}: trees.trees[${i}][${t}]`;
      if (typeof text !== "string") throw wrongKind(`${at}: wanted a tree as text, got ${got(text)}`);
      return parseTree(text, lengths, at);
    })
  );
  json.theta.forEach((row, i) => {
    if (Array.isArray(row) && row.length === 1 && Number.isFinite(row[0])) return;
    throw outOfRange(`${where}: theta[${i}]: wanted one finite number, the start, got ${got(JSON.stringify(row))}`);
  });
  return fittedTrees({ ...rest, bounds: checked, grown });
}
