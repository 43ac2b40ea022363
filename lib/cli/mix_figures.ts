/**
 * The figure of `deno task mix`: shares over steps.
 *
 * @module
 */
import type { Figure } from "../figures/figure.ts";
import { type SharesOverRun, sharesOverStepsFigure, type SharesOverStepsPanel } from "../figures/shares_over_steps.ts";
import type { RunOutcome } from "../methods/run_spec.ts";
import type { MixAnswers } from "./mix_answer.ts";
import type { MixPlace } from "./mix_place.ts";

/** Preparatory runs with panels of their own, in the figure of a single method. */
const PREPARATORY = 3;

/** Shares over steps: a panel a method, or with a single method one for each run in which weights moved. */
export function sharesFigure({ answers, comparison }: MixAnswers, place: MixPlace): Figure {
  const { domains } = place.setting, names = [...new Set(answers.map(({ method }) => method))];
  const several = answers.length > names.length, estimated = answers.some(({ estimation }) => estimation > 0);
  const finals = names.map((method): SharesOverStepsPanel => ({
    name: method,
    runs: answers.filter((one) => one.method === method).map(({ seed, result }) => ({
      ...overRun(result.final, domains),
      label: `seed ${seed}`,
    })),
  }));
  const moved = comparison === undefined ? movedBefore(answers, domains) : [];
  return sharesOverStepsFigure({
    domains,
    panels: [...moved, ...finals],
    note: `${place.synthetic ? `${place.about}. ` : ""}Shares that the methods decided on in their final runs` +
      `${moved.length > 0 ? ", and weights in the runs before them" : ""}${
        estimated ? "; steps of estimation are left out" : ""
      }` +
      `${several ? "; the first seed strong, the others thin" : ""}.`,
    ...(place.synthetic && { synthetic: true }),
  });
}

/** Runs before the final one whose weights moved, of the first seed. */
function movedBefore([{ method, result }]: MixAnswers["answers"], domains: readonly string[]): SharesOverStepsPanel[] {
  return result.preparation.filter(({ rounds }) => rounds.length > 0).slice(-PREPARATORY).map((run) => ({
    name: `${method}: ${run.name}`,
    runs: [overRun(run, domains)],
  }));
}

/** What was decided round by round; without rounds, what batches were asked for. */
function overRun({ rounds, trained, steps: end }: RunOutcome, domains: readonly string[]): SharesOverRun {
  const steps: number[] = [], shares: number[][] = [];
  const first = rounds.length > 0 ? rounds[0].step : end;
  let done = 0;
  for (const stretch of trained) {
    if (done >= first) break;
    steps.push(done);
    shares.push([...stretch.shares]);
    done += stretch.steps;
  }
  for (const { step, mixture, weights = mixture } of rounds) {
    steps.push(step);
    shares.push(domains.map((domain) => weights[domain]));
  }
  return { steps, shares, end };
}
