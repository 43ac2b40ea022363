/**
 * The options of `deno task fit` as the library takes them.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import type { BestMixtureOptions } from "../laws/best/best_mixture.ts";
import type { FitOptions } from "../laws/law.ts";
import type { Objective } from "../laws/best/objective.ts";
import { readMixture } from "../mixture/read_mixture.ts";
import type { ReadOptions } from "../tables/read_options.ts";
import type { FitValues } from "./fit.ts";
import { listOption, namedNumbers, numberOption, numbersFile } from "./option_values.ts";

/** How the table is read. */
export function readOptions(values: FitValues): ReadOptions {
  const domains = listOption("domains", values.domains), targets = listOption("targets", values.targets);
  const tolerance = numberOption("tolerance", values.tolerance, { least: 0 });
  return {
    ...(domains && { domains }),
    ...(targets && { targets }),
    ...(values.where !== undefined && { where: values.where }),
    ...(tolerance !== undefined && { tolerance }),
  };
}

/** How boosted trees are grown, where the options say so. */
export function treeOptions(values: FitValues): FitOptions {
  const rounds = numberOption("rounds", values.rounds, { least: 1, whole: true });
  const learningRate = numberOption("learning-rate", values["learning-rate"], { above: 0 });
  const leaves = numberOption("leaves", values.leaves, { least: 2, whole: true });
  const leafRuns = numberOption("leaf-runs", values["leaf-runs"], { least: 1, whole: true });
  return {
    ...(rounds !== undefined && { rounds }),
    ...(learningRate !== undefined && { learningRate }),
    ...(leaves !== undefined && { leaves }),
    ...(leafRuns !== undefined && { leafRuns }),
  };
}

/** `mean`, `worst`, a target, or a JSON file of target weights (also written `weighted:FILE`). */
export async function objectiveOption(text: string | undefined, targets: readonly string[]): Promise<Objective> {
  if (text === undefined) return { kind: "mean" };
  if (targets.includes(text)) return { kind: "target", target: text };
  if (text === "mean" || text === "worst") return { kind: text };
  const bare = text.replace(/^(loss:|loss_|agg_)/, "");
  if (targets.includes(bare)) return { kind: "target", target: bare };
  if (text.startsWith("weighted:") || text.endsWith(".json") || text.includes("/")) {
    const weights = await numbersFile("objective", text.replace(/^weighted:/, ""));
    return {
      kind: "weighted",
      weights: Object.fromEntries(
        Object.entries(weights).map(([t, w]) => [targets.includes(t) ? t : t.replace(/^(loss:|loss_|agg_)/, ""), w]),
      ),
    };
  }
  throw outOfRange(
    `--objective: wanted mean, worst, a JSON file of target weights, or one of the targets ${targets.join(", ")}; ` +
      `got "${text}"`,
  );
}

/** A mixture given as `a=0.3,b=0.7` or as a mixture file. */
export async function mixtureOption(
  name: string,
  text: string | undefined,
): Promise<Record<string, number> | undefined> {
  if (text === undefined) return undefined;
  if (text.includes("=")) return await namedNumbers(name, text);
  const { mixture } = await readMixture(text);
  return Object.fromEntries(mixture.domains.map((d) => [d, mixture.share(d)]));
}

/** What the best mixture should be best for, and within which limits. */
export async function bestOptions(values: FitValues, targets: readonly string[]): Promise<BestMixtureOptions> {
  const caps = await namedNumbers("cap", values.cap), floors = await namedNumbers("floor", values.floor);
  const prior = await mixtureOption("prior", values.prior);
  const available = await namedNumbers("tokens", values.tokens);
  const budget = numberOption("budget", values.budget, { above: 0 });
  const epochs = numberOption("epochs", values.epochs, { above: 0 });
  const kl = numberOption("kl", values.kl, { least: 0 });
  return {
    objective: await objectiveOption(values.objective, targets),
    ...(prior && { prior }),
    ...(kl !== undefined && { kl }),
    ...(caps && { caps }),
    ...(floors && { floors }),
    ...(available && { tokens: { available, budget: budget!, ...(epochs !== undefined && { epochs }) } }),
  };
}
