import { outOfRange } from "../../errors.ts";
import type { Json } from "../actions.ts";
import type { ExpectedCost, Method, MethodSetting, Preparing } from "../method.ts";
import type { OptionValues } from "../options.ts";
import { sharesOption } from "../shares_option.ts";

/** Finds a method. */
export type MethodNamed = (name: string) => Method;

/** What comes before Aioli. */
export interface Prior {
  /** Its steps in the final run; 0: nothing comes before. */
  readonly steps: number;
  /** What it costs; `steps` and `evaluations` are those of its part of the final run. */
  readonly cost: ExpectedCost;
  /** Makes its preparatory runs, and ends with its rule. */
  prepare(): Preparing;
}

/**
 * Reads and checks the options of a prior.
 *
 * @throws {TypeError | RangeError} naming the option.
 */
export function priorOf(
  { prior, priorSteps, priorMethod, priorOptions, batches }: {
    readonly [name in "prior" | "priorSteps" | "priorMethod" | "priorOptions" | "batches"]: Json | undefined;
  },
  setting: MethodSetting,
  methodNamed: MethodNamed,
): Prior {
  if (prior !== undefined && priorMethod !== undefined) {
    throw outOfRange("aioli: prior, priorMethod: wanted a mixture or a method for the first steps, got both");
  }
  if (priorOptions !== undefined && priorMethod === undefined) {
    throw outOfRange("aioli: priorOptions: wanted a priorMethod that they are options of, got none");
  }
  const given = prior !== undefined ? "prior" : priorMethod !== undefined ? "priorMethod" : undefined;
  if (given === undefined && priorSteps === undefined) return nothing();
  if (given === undefined) {
    throw outOfRange(`aioli: priorSteps: wanted a prior or a priorMethod for these ${priorSteps} steps, got neither`);
  }
  if (priorSteps === undefined) throw outOfRange(`aioli: ${given}: wanted priorSteps beside it, got none`);
  const steps = priorSteps as number;
  if (steps >= setting.steps) {
    throw outOfRange(`aioli: priorSteps: wanted fewer than the ${setting.steps} steps of the run, got ${steps}`);
  }
  return prior !== undefined
    ? mixture(prior, steps, batches, setting)
    : byMethod(methodNamed, priorMethod as string, (priorOptions ?? {}) as OptionValues, { ...setting, steps });
}

function nothing(): Prior {
  const prepare = (): Preparing => {
    throw new Error("aioli: there is no prior to prepare");
  };
  return { steps: 0, cost: { preparation: [], steps: 0, evaluations: 0 }, prepare };
}

function mixture(prior: Json, steps: number, batches: Json | undefined, { domains }: MethodSetting): Prior {
  const shares = Array.from(sharesOption("aioli: prior", prior, domains));
  return {
    steps,
    cost: { preparation: [], steps, evaluations: 0 },
    // deno-lint-ignore require-yield -- a mixture needs no preparatory run
    *prepare() {
      const options = { shares, ...(batches !== undefined && { batches }) };
      return { rule: { rule: "fixed", options }, steps, mixture: shares };
    },
  };
}

/**
 * Another method, run as though its final run had the prior's steps. A total budget is Aioli's to divide, not its own; and
 * no preparatory run can be the final one (`reuse` of grid search), for Aioli goes on behind it.
 */
function byMethod(methodNamed: MethodNamed, name: string, given: OptionValues, setting: MethodSetting): Prior {
  const method = methodNamed(name), own: MethodSetting = { ...setting, budget: "final" };
  if (method.name === "aioli") throw outOfRange("aioli: priorMethod: wanted another method than aioli, got aioli");
  const options = Object.hasOwn(method.options, "reuse") ? { ...given, reuse: false } : given;
  method.check(options, own);
  return { steps: own.steps, cost: method.cost(options, own), prepare: () => method.prepare(options, own) };
}
