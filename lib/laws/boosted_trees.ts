/**
 * Gradient-boosted regression trees, as RegMix fits them with LightGBM: a tree a round, each grown on what the trees
 * before it leave over.
 *
 *     L(p) = start + Σ_t tree_t(p)
 *
 * start is the mean loss, tree_t a regression tree over the shares, leaf by leaf, whose leaves add
 * −η Σ g / Σ h, g and h the derivatives of the loss at the predictions so far and η the learning rate.
 *
 * Source: RegMix (arXiv 2407.01492), `regression_fitting`: LightGBM's gbdt, least squares, 1,000 rounds at η = 0.01, all
 * else LightGBM's defaults (Ke et al. 2017): at most 31 leaves, at least 20 runs in each, shares in at most 255 bins.
 * Left out: RegMix stops early by the loss on its test set, which a test set is not for (0.9897 with it, 0.9901 without,
 * Spearman, Pile-CC).
 *
 * Weights scale g and h, and only their ratios count. A run counts once towards the fewest of a leaf, whatever its
 * weight: what keeps a leaf from resting on few measurements is their number. (LightGBM estimates counts from Σ h.)
 * A run with weight 0 is left out, of the bins too. With a Huber δ the gradients are cut to ± δ, as by LightGBM's
 * objective of that name. Shares that are equal but for rounding fall into one bin; LightGBM may divide them.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { columnOf, selectRows } from "../numerics/matrix.ts";
import type { RunTable } from "../tables/run_table.ts";
import { binRuns } from "./boosted_trees/binned_runs.ts";
import { boost } from "./boosted_trees/boost.ts";
import { fittedTrees, treesFromJSON } from "./boosted_trees/fitted_trees.ts";
import { TREE_SETTINGS, treeSettings } from "./boosted_trees/settings.ts";
import type { Tree } from "./boosted_trees/tree.ts";
import type { FitOptions, FittedLaw, Law, TargetFit } from "./law.ts";
import { varyingDomains } from "./mixtures.ts";
import { robustAndWeights } from "./robust_and_weights.ts";
import { tableWarnings } from "./table_warnings.ts";

const NAME = "boosted-trees";

/** Boosted trees: no formula in the shares, but steps wherever the runs show them. */
export const boostedTrees: Law = {
  name: NAME,
  formula: "L(p) = start + Σ_t tree_t(p), each tree grown on what those before it leave over",
  source: "RegMix's LightGBM regression, arXiv 2407.01492 section 3.2",
  segments: false,
  costly: true,
  minimumRuns: () => 2 * TREE_SETTINGS.leafRuns.usual,
  obstacle,
  fit,
  fromJSON(json, where = "law.json") {
    if (json.law !== NAME) throw outOfRange(`${where}: law: wanted "${NAME}", got "${json.law}"`);
    return treesFromJSON(json, where);
  },
};

function obstacle(table: RunTable, options: FitOptions = {}): string | undefined {
  const { leafRuns } = treeSettings(options);
  const { weights } = robustAndWeights(table, options), runs = weights.filter((w) => w > 0).length;
  if (runs >= 2 * leafRuns) return undefined;
  return `${NAME} keeps at least ${leafRuns} runs in a leaf and so needs ${
    2 * leafRuns
  } runs to split once; the table ` +
    `has ${runs}. Make more runs, allow smaller leaves (--leaf-runs), or use a law with fewer parameters`;
}

function fit(table: RunTable, options: FitOptions = {}): FittedLaw {
  const why = obstacle(table, options);
  if (why !== undefined) throw outOfRange(`${table.source}: ${why}`);
  const settings = treeSettings(options), { delta, weights } = robustAndWeights(table, options);
  const rows = table.runs.map((_, n) => n).filter((n) => weights[n] > 0);
  const runs = binRuns(selectRows(table.shares, rows)), w = relative(rows.map((n) => weights[n]));
  const theta: number[][] = [], grown: (readonly Tree[])[] = [];
  const perTarget = table.targets.map((target, i): TargetFit => {
    const losses = columnOf(table.losses, i), y = Float64Array.from(rows, (n) => losses[n]);
    const { start, trees, scores } = boost(runs, y, w, { ...settings, delta });
    theta.push([start]);
    grown.push(trees);
    const early = trees.length < settings.rounds;
    return {
      target,
      parameters: { start },
      standardErrors: { start: null },
      oneSided: {},
      objective: meanLoss(scores, y, w, delta),
      iterations: trees.length,
      converged: true,
      reason: early ? `no split gains anything after ${trees.length} rounds` : `all ${settings.rounds} rounds done`,
      condition: 1,
    };
  });
  return fittedTrees({
    format: "mixlab/law",
    version: 1,
    law: NAME,
    domains: table.domains,
    targets: table.targets,
    settings,
    theta,
    perTarget,
    warnings: tableWarnings(table, 0, varyingDomains(table)),
    bounds: runs.bounds,
    grown,
  });
}

/** Weights with mean 1, or undefined where all are equal. */
function relative(weights: readonly number[]): Float64Array | undefined {
  if (weights.every((w) => w === weights[0])) return undefined;
  const mean = weights.reduce((a, b) => a + b, 0) / weights.length;
  return Float64Array.from(weights, (w) => w / mean);
}

/** Mean of half the squared error, or of Huber's loss. */
function meanLoss(scores: Float64Array, y: Float64Array, weights: Float64Array | undefined, delta: number): number {
  let sum = 0;
  scores.forEach((f, n) => {
    const off = Math.abs(f - y[n]);
    sum += (weights?.[n] ?? 1) * (off <= delta ? off * off / 2 : delta * (off - delta / 2));
  });
  return sum / y.length; // the weights have mean 1
}
