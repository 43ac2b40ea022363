import { got, outOfRange } from "../errors.ts";
import { wholeNumber } from "../text/whole_number.ts";
import type { SweepAsk } from "./plan_sweep.ts";

/** Checks what a sweep is made of, beside its runs. @throws {RangeError} naming what is not right. */
export function checkAsk({ mixtures, seeds, models, steps, evaluateAt = [], segments }: SweepAsk): void {
  once("mixtures", mixtures.map(({ id }) => id));
  once("seeds", seeds);
  once("models", models.map(({ name }) => name));
  ascending("evaluate-at", evaluateAt, steps - 1);
  if (segments === undefined) return;
  const { breakAt, childSteps, children } = segments;
  if (evaluateAt.length > 0) throw outOfRange("evaluate-at: segments are evaluated at start and end; leave it out");
  if (breakAt.length === 0) throw outOfRange("break-at: wanted at least one number of updates, got none");
  ascending("break-at", breakAt, steps - 1);
  wholeNumber("child-steps", childSteps, 1, steps - breakAt.at(-1)!, `from 1 to what is left of the ${steps} steps`);
  once("children", children.map(({ id }) => id));
  const isStride = breakAt.some((step, n) => step - (breakAt[n - 1] ?? Infinity) === childSteps);
  const twin = mixtures.find(({ shares }) => children.some((child) => child.shares.join() === shares.join()));
  if (isStride && twin !== undefined) {
    throw outOfRange(
      `child-steps: wanted fewer or more than the ${childSteps} updates from one break to the next, got as many: a child ` +
        `of ${twin.id} on its own mixture would be the next part of ${twin.id} itself`,
    );
  }
}

function once(what: string, values: readonly (string | number)[]): void {
  if (values.length === 0) throw outOfRange(`${what}: wanted at least one, got none`);
  const twice = values.find((value, n) => values.indexOf(value) !== n);
  if (twice !== undefined) throw outOfRange(`${what}: ${got(twice)} stands twice`);
}

function ascending(what: string, values: readonly number[], most: number): void {
  values.forEach((value, n) => {
    if (Number.isInteger(value) && value > (values[n - 1] ?? 0) && value <= most) return;
    throw outOfRange(`${what}: wanted ascending whole numbers from 1 to ${most}, got ${values.join(", ")}`);
  });
}
