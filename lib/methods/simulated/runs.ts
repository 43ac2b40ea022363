import { got, outOfRange } from "../../errors.ts";
import type { Json } from "../actions.ts";
import { drive } from "../drive.ts";
import type { RuleContext } from "../rule.ts";
import { ruleNamed } from "../rules.ts";
import { journalOutcome } from "../run_outcome.ts";
import type { RunMany, RunOutcome, RunSpec } from "../run_spec.ts";
import { simulatedLearner } from "./learner.ts";
import type { SimulatedOptions } from "./options.ts";
import type { SimulatedWorld } from "./world.ts";

/**
 * Options of {@link simulatedRuns}: those of its learners, whose seed and reference each run has of its own.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { SimulatedRunsOptions } from "@mixlab/mixlab";
 *
 * const options: SimulatedRunsOptions = { batch: 16, noise: 0.01 };
 * equal(options.expected, undefined); // the rows that are drawn act
 * ```
 */
export interface SimulatedRunsOptions extends Omit<SimulatedOptions, "seed" | "reference"> {
  /** Rows of each target's val split (k), which rules are told. Default: 100 each. */
  readonly valRows?: readonly number[];
}

/** Settings of single runs that a simulated learner has. */
const SETTINGS = ["batch", "context", "noise", "learningRate"];

/**
 * Makes the runs of a method on simulated learners, one after the other, each on a new one. A run's `reference` names a run
 * of an earlier call: the losses of its domains at its end become the reference's.
 *
 * @param world the planted law; or a function of the run that gives one, when a proxy is to learn otherwise than the final
 * run. A run's own `learner` settings may change batch, context, noise and learningRate; others are for such a function.
 *
 * @example
 * ```ts
 * import { deepEqual, ok } from "node:assert/strict";
 * import { linearWorld, methodNamed, runMethod, simulatedRuns } from "@mixlab/mixlab";
 *
 * const domains = ["web", "code"];
 * const world = linearWorld({ domains, A_km: [[0.01, 0], [0.002, 0.02]], start_k: [5, 5] });
 * const setting = {
 *   ...{ domains, targets: domains, steps: 100, batch: 8, context: 64, seed: 0, valRows: [100, 100] },
 *   ...{ trainTokens: [1e6, 1e6], budget: "final" as const },
 * };
 * const { final, mixture } = await runMethod(methodNamed("stratified"), {}, setting, simulatedRuns(world));
 * deepEqual(mixture, [0.5, 0.5]);
 * ok(final.val[1] < 4.1 && final.tokens === 100 * 8 * 64);
 * ```
 */
export function simulatedRuns(
  world: SimulatedWorld | ((spec: RunSpec) => SimulatedWorld),
  options: SimulatedRunsOptions = {},
): RunMany {
  const ended = new Map<string, readonly number[]>();
  return async (specs) => {
    const outcomes: RunOutcome[] = [], endings: [string, readonly number[]][] = [];
    for (const [n, spec] of specs.entries()) {
      if (specs.findIndex(({ name }) => name === spec.name) < n) {
        throw outOfRange(`runs: the name ${got(spec.name)} stands twice in a call; wanted each run's own`);
      }
      if (spec.begin !== undefined) {
        throw outOfRange(`run ${spec.name}: begin: simulated learners begin anew; wanted none, got ${got(spec.begin)}`);
      }
      const reference = spec.reference === undefined ? undefined : ended.get(spec.reference);
      if (spec.reference !== undefined && reference === undefined) {
        throw outOfRange(
          `run ${spec.name}: reference: wanted a run made before it (${
            [...ended.keys()].join(", ") || "there is none"
          }), ` +
            `got ${got(spec.reference)}`,
        );
      }
      const { outcome, training } = await oneRun(spec, world, { ...options, ...(reference && { reference }) });
      outcomes.push(outcome);
      endings.push([spec.name, training]);
    }
    // Runs of one call may be made in any order elsewhere, so none may refer to another.
    for (const [name, training] of endings) ended.set(name, training);
    return outcomes;
  };
}

async function oneRun(
  spec: RunSpec,
  world: SimulatedWorld | ((spec: RunSpec) => SimulatedWorld),
  options: SimulatedRunsOptions & Pick<SimulatedOptions, "reference">,
): Promise<{ readonly outcome: RunOutcome; readonly training: readonly number[] }> {
  const { valRows, ...learnerOptions } = options, { name, role, steps, seed } = spec;
  const here = typeof world === "function" ? world(spec) : world, { domains, targets } = here;
  const own = ownSettings(spec, typeof world === "function");
  const learner = simulatedLearner(here, { ...learnerOptions, ...own, seed });
  const context: RuleContext = {
    ...{ domains, targets, steps, batch: learner.batch, context: learner.context, seed },
    valRows: valRows ?? targets.map(() => 100),
  };
  const rule = ruleNamed(spec.rule.rule);
  rule.check(spec.rule.options, context);
  const start = Array.from(await learner.evaluate("val"));
  const { answer, state } = await drive(rule.run(spec.rule.options, context), learner);
  const val = Array.from(await learner.evaluate("val")), test = Array.from(await learner.evaluate("test"));
  const journal = journalOutcome(state, domains.length);
  const outcome = { name, role, ...journal, evaluations: journal.evaluations + 2, start, val, test, answer };
  return { outcome, training: Array.from(learner.trainingLosses()) };
}

function ownSettings({ name, learner = {} }: RunSpec, others: boolean): Partial<SimulatedOptions> {
  const known: Record<string, Json> = {};
  for (const [setting, value] of Object.entries(learner)) {
    if (SETTINGS.includes(setting)) known[setting] = value;
    else if (!others) {
      throw outOfRange(
        `run ${name}: learner: a simulated learner has no setting ${setting}; wanted ${SETTINGS.join(", ")}, ` +
          "or a world that is a function of the run",
      );
    }
  }
  return known as Partial<SimulatedOptions>;
}
