/**
 * What Skill-It believed in Aioli's runs against A* of its trajectories: the one similarity that what was published allows to
 * recompute, since the matrices of the other methods were not published. A = diag(L) Gᵀ needs the losses L at the break, which
 * were not published either: they are weights here, either all alike, or the losses after an even child of the static parent
 * nearest to even shares (broken off at 2,000 where Skill-It was at 1,000).
 *
 * Source: HazyResearch/aioli, commit a236112: `skillit_graphs` and `analysis/law_results`; the method values of sim(A, A*)
 * stand in no published place.
 *
 * @module
 */
import { got, outOfRange, unparsable } from "../../lib/errors.ts";
import { domainScores } from "../../lib/methods/aioli/tilt_shares.ts";
import { parseCsv } from "../../lib/tables/csv.ts";
import { publishedSlopes } from "../aioli_published/dynamic_slopes.ts";
import { publishedEffects } from "../aioli_published/effects.ts";
import type { PublishedParameter } from "../aioli_published/law_params.ts";
import { domainsOf, type PublishedSetting } from "../aioli_published/settings.ts";
import { skillItEffects } from "./believed_effects.ts";
import { diagonalForm } from "./diagonal_form.ts";
import { type EffectSimilarity, effectSimilarity } from "./effect_similarity.ts";

/**
 * Skill-It's belief in Aioli's runs with one seed.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { effectSimilarity, type PublishedSkillIt } from "@mixlab/mixlab/analysis";
 *
 * const found: Pick<PublishedSkillIt, "seed" | "similarity"> = { seed: 0, similarity: effectSimilarity([1, 2], [1, 3]) };
 * equal(found.similarity.spearman, 1);
 * ```
 */
export interface PublishedSkillIt {
  /** Training seed. */
  readonly seed: number;
  /** Column sums of its belief (m). */
  readonly believedSums: readonly number[];
  /** Column sums of A* (m), positive where losses fall, nats per token over a child. */
  readonly optimalSums: readonly number[];
  /** How alike they are. */
  readonly similarity: EffectSimilarity;
}

/**
 * Compares Skill-It's published graphs with A* of its trajectories, seed by seed; two domains in the diagonal form.
 *
 * @param rows Aioli's published parameters.
 * @param graphs text of `aioli/skillit_graphs.csv`.
 * @param losses what weighs the targets: `"equal"`, or the `"parent"` nearest to even shares.
 * @throws {SyntaxError} when the graphs are no such table.
 * @throws {RangeError} when parameters or entries of a graph are missing.
 *
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { equal } from "node:assert/strict";
 * import { publishedParameters, publishedSkillIt, publishedTable } from "@mixlab/mixlab/analysis";
 *
 * const { rows } = await publishedParameters(), { path } = await publishedTable("aioli/skillit_graphs.csv");
 * if (rows && path) equal(publishedSkillIt(rows, await readFile(path, "utf8"), "arxiv_stackexchange", "equal").length, 5);
 * ```
 */
export function publishedSkillIt(
  rows: readonly PublishedParameter[],
  graphs: string,
  setting: PublishedSetting,
  losses: "equal" | "parent",
): PublishedSkillIt[] {
  const domains = domainsOf(setting), found = parseGraphs(graphs);
  const losses_k = losses === "equal" ? domains.map(() => 1) : parentLosses(rows, setting);
  return publishedEffects(rows, setting).filter(({ method }) => method === "skillit").map(({ seed, columnSums }) => {
    const graph_mk = domains.map((domain) =>
      domains.map((target) => {
        const entry = found.get(`${domains.length},${seed},${domain},${target}`);
        if (entry !== undefined) return entry;
        throw outOfRange(
          `skillit_graphs.csv: wanted ${domain} on ${target}, m ${domains.length}, seed ${seed}, got none`,
        );
      })
    );
    const whole = skillItEffects(graph_mk, losses_k), believed = domains.length === 2 ? diagonalForm(whole) : whole;
    const believedSums = Array.from(domainScores(believed)), optimalSums = columnSums.map((sum) => -sum);
    return { seed, believedSums, optimalSums, similarity: effectSimilarity(believedSums, optimalSums) };
  });
}

function parseGraphs(text: string): Map<string, number> {
  const file = "skillit_graphs.csv", { header, rows, at } = parseCsv(text, file);
  const wanted = ["m", "seed", "train_group", "eval_group", "relative_loss_reduction", "source_file"];
  if (header.join() !== wanted.join()) {
    throw unparsable(`${file}: wanted the columns ${wanted.join(", ")}, got ${header.join(", ")}`);
  }
  return new Map(rows.map(([m, seed, domain, target, entry], n) => {
    const value = entry === "" ? NaN : Number(entry);
    if (!Number.isFinite(value)) throw outOfRange(`${at(n, 4)}: wanted a number, got ${got(entry)}`);
    return [`${m},${seed},${domain},${target}`, value];
  }));
}

/** Losses (k) after an even child of the parent nearest to even shares. */
function parentLosses(rows: readonly PublishedParameter[], setting: PublishedSetting): number[] {
  const parents = publishedSlopes(rows, setting), m = domainsOf(setting).length;
  const far = (shares: readonly number[]) => Math.hypot(...shares.map((share) => share - 1 / m));
  const nearest = parents.reduce((best, each) => far(each.parent) < far(best.parent) ? each : best);
  return nearest.after_km.map((row) => row.reduce((sum, loss) => sum + loss, 0) / m);
}
