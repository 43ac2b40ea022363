/**
 * When Skill-It evaluates: only what an update looks at.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";

/** Rounds and evaluations of a run, in updates done. */
export interface SkillItPlan {
  /** Where each round ends, the last at the end of the run. */
  readonly ends: readonly number[];
  /** Where it evaluates. Evaluations that no update looks at are left out; the losses of a run are the same with them. */
  readonly evaluations: readonly number[];
}

/**
 * Lays rounds and evaluations out over a run.
 *
 * @param options.first whether the first evaluation is needed throughout.
 * @throws {RangeError} when rounds do not divide the run, or the first update comes before any evaluation.
 */
export function skillItPlan(options: {
  readonly steps: number;
  readonly updateSteps?: number | undefined;
  readonly window: number;
  readonly checkpoints?: number | undefined;
  readonly offset: number;
  readonly first: boolean;
}): SkillItPlan {
  const ends = roundEnds(options), updates = ends.slice(0, -1), due = checkpointsOf(options, updates);
  const needed = new Set<number>(options.first ? due.slice(0, 1) : []);
  for (const update of updates) {
    const before = due.filter((at) => at <= update);
    if (before.length === 0) {
      throw outOfRange(
        `skill-it: checkpoints: wanted an evaluation before the first update after ${update} steps, got the first one ` +
          `after ${due[0] ?? "the last update"}; raise checkpoints, or leave them out`,
      );
    }
    for (const at of before.slice(-options.window)) needed.add(at);
  }
  return { ends, evaluations: updates.length === 0 ? [] : [...needed].sort((a, b) => a - b) };
}

function roundEnds(
  { steps, updateSteps }: { readonly steps: number; readonly updateSteps?: number | undefined },
): number[] {
  if (updateSteps === undefined) {
    const rounds = Math.min(10, steps);
    return Array.from({ length: rounds }, (_, r) => Math.round(steps * (r + 1) / rounds));
  }
  if (steps % updateSteps !== 0) {
    throw outOfRange(`skill-it: updateSteps: wanted a divisor of the run's ${steps} updates, got ${updateSteps}`);
  }
  return Array.from({ length: steps / updateSteps }, (_, r) => (r + 1) * updateSteps);
}

/** All evaluations that are due up to the last update. */
function checkpointsOf(
  { steps, checkpoints, offset }: {
    readonly steps: number;
    readonly checkpoints?: number | undefined;
    readonly offset: number;
  },
  updates: readonly number[],
): readonly number[] {
  if (checkpoints === undefined) {
    if (offset > 0) throw outOfRange("skill-it: evaluationOffset: wanted checkpoints beside it, got none");
    return updates;
  }
  const every = Math.floor(steps / checkpoints), last = updates.at(-1) ?? 0;
  if (every === 0) {
    throw outOfRange(`skill-it: checkpoints: wanted at most the run's ${steps} updates, got ${checkpoints}`);
  }
  if (offset >= every) {
    throw outOfRange(`skill-it: evaluationOffset: wanted less than the ${every} updates between them, got ${offset}`);
  }
  const due: number[] = [];
  for (let at = offset === 0 ? every : offset; at <= last; at += every) due.push(at);
  return due;
}
