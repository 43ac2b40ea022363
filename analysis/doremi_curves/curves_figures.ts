/**
 * The figures of `deno task analyse doremi-curves`.
 *
 * @module
 */
import { lossOverStepsFigure, type LossOverStepsSeries } from "../../lib/figures/loss_over_steps.ts";
import type { ReportFigure } from "../../lib/figures/report.ts";
import { sharesOverStepsFigure } from "../../lib/figures/shares_over_steps.ts";
import { differencesOverSteps } from "./differences_over_steps.ts";
import type { CurvesFound } from "./curves_found.ts";
import type { EvaluationCurve } from "./evaluation_curves.ts";
import { meanAndWorst } from "./mean_and_worst.ts";
import type { WeightsOverSteps } from "./weights_over_steps.ts";

/** Losses fall so fast at first that nothing later could be told apart: a quarter of the run is not drawn. */
const FROM = 0.25;

/** Mean and worst loss of all runs over the later updates. */
export function lossesFigure({ curves, compared, baseline, table }: CurvesFound): ReportFigure {
  const [{ mean: { goal: mean }, worst: { goal: worst } }] = compared.values();
  const panel = (name: string, of: (curve: EvaluationCurve) => number[], level: number) => ({
    ...{ name, level },
    series: [...curves].map(([run, seeds]): LossOverStepsSeries => {
      const { steps } = seeds[0], from = steps.findIndex((step) => step >= FROM * steps.at(-1)!);
      return { name: run, steps: steps.slice(from), seeds: seeds.map((curve) => of(curve).slice(from)) };
    }),
  });
  return {
    figure: lossOverStepsFigure({
      panels: [
        panel("mean of the domains", (curve) => meanAndWorst(curve).mean, mean),
        panel("worst domain", (curve) => meanAndWorst(curve).worst, worst),
      ],
      note: `From a quarter of the run on. Dotted: what ${baseline} ends with.`,
      ...(table.synthetic && { synthetic: true }),
    }),
    caption: "Mean and worst log-perplexity over the updates.",
  };
}

/** Each run's losses less the baseline's of its seed. */
export function differencesFigure({ curves, compared, baseline, table }: CurvesFound): ReportFigure {
  const baselines = curves.get(baseline)!;
  const runs = [...compared.keys()].map((name) => {
    const seeds = curves.get(name)!.map((curve) => {
      const own = baselines.find(({ seed }) => seed === curve.seed)!, a = meanAndWorst(curve), b = meanAndWorst(own);
      const differences = differencesOverSteps(curve, own),
        less = (of: number[], its: number[]) => of.map((value, s) => value - its[s]);
      return { differences, mean: less(a.mean, b.mean), worst: less(a.worst, b.worst) };
    });
    // The look that the run has beside the baseline.
    return { name, look: [...curves.keys()].indexOf(name), steps: curves.get(name)![0].steps, seeds };
  });
  const panel = (name: string, of: (seed: typeof runs[number]["seeds"][number]) => number[]) => ({
    ...{ name, level: 0 },
    series: runs.map(({ seeds, ...about }) => ({ ...about, seeds: seeds.map(of) })),
  });
  return {
    figure: lossOverStepsFigure({
      title: `Losses less those of ${baseline}, seed by seed`,
      quantity: "difference (nats per token)",
      panels: [
        panel("mean of the domains", ({ mean }) => mean),
        panel("worst domain", ({ worst }) => worst),
        ...table.targets.map((target, i) => panel(target, ({ differences }) => differences.map((row) => row[i]))),
      ],
      note: `Below 0: better than ${baseline}.`,
      ...(table.synthetic && { synthetic: true }),
    }),
    caption: `Differences from ${baseline} over the updates.`,
  };
}

/** Running mean and single weights of the proxies. */
export function weightsFigure(proxies: readonly WeightsOverSteps[]): ReportFigure {
  const [{ domains }] = proxies;
  const panel = (
    name: string,
    shown: readonly WeightsOverSteps[],
    of: (proxy: WeightsOverSteps) => readonly (readonly number[])[],
  ) => ({
    name,
    runs: shown.map((proxy) => ({
      ...{ steps: proxy.steps, shares: of(proxy), end: proxy.steps.at(-1)! },
      label: `${proxy.run}, seed ${proxy.seed}`,
    })),
  });
  return {
    figure: sharesOverStepsFigure({
      domains,
      title: "Weights of DoReMi's proxies",
      panels: [
        panel("running mean", proxies, ({ averages }) => averages),
        // Single weights move so much that those of several proxies hide each other.
        panel(`weights of the step, seed ${proxies[0].seed}`, proxies.slice(0, 1), ({ weights }) => weights),
      ],
      note: "Running mean: the first seed strong, the others thin.",
    }),
    caption: "The proxies' weights over their updates.",
  };
}
