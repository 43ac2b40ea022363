/**
 * What a method that compares runs makes least. k targets.
 *
 * @module
 */
import { got, outOfRange } from "../errors.ts";
import type { Objective } from "../laws/best/objective.ts";
import { nearest } from "../nearest.ts";
import type { OptionTable, OptionValues } from "./options.ts";

/** Options of a method that makes a law's prediction least. */
export const OBJECTIVE_OPTIONS = {
  objective: {
    kind: "choice",
    choices: ["mean", "worst"],
    default: "mean",
    help: "the targets' mean loss, or the largest",
  },
  target: { kind: "text", help: "make the loss of this target alone the least, whatever the others become" },
} as const satisfies OptionTable;

/**
 * The objective that resolved options state.
 *
 * @throws {RangeError} when the target is unknown, or stands beside another objective.
 */
export function objectiveOption(owner: string, values: OptionValues, targets: readonly string[]): Objective {
  const { objective, target } = values as { objective: "mean" | "worst"; target?: string };
  if (target === undefined) return { kind: objective };
  if (!targets.includes(target)) {
    const meant = nearest(target, targets);
    throw outOfRange(
      `${owner}: target: wanted one of ${targets.join(", ")}, got ${got(target)}${
        meant ? `; did you mean ${meant}?` : ""
      }`,
    );
  }
  if (objective !== "mean") {
    throw outOfRange(`${owner}: wanted an objective or a target, got ${objective} and ${target}`);
  }
  return { kind: "target", target };
}
