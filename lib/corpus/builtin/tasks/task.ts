/**
 * What a file of the tasks describes: an instruction task made from a package of the built-in corpora.
 *
 * @module
 */

/** One thing to do and the answers that count as right. */
export interface Exercise {
  /** Tells it from the task's others and stays the same whatever is drawn. */
  readonly id: string;
  readonly input: string;
  readonly output: readonly string[];
}

/** Exercises of one kind, unread. */
export interface ExercisePool {
  readonly length: number;
  /** Exercise i; undefined where the source has no usable one. */
  at(i: number): Exercise | undefined;
}

/** An instruction task before its exercises are drawn. */
export interface TaskSource {
  /** Name of the task and of its file. */
  readonly name: string;
  /** Name of the built-in corpus whose package has the text. */
  readonly corpus: string;
  /** What to do, in English. */
  readonly definition: string;
  /** Kind of task, as Natural Instructions names kinds. */
  readonly category: string;
  /** Languages of inputs and outputs. */
  readonly languages: readonly [input: string, output: string];
  /** Lists the exercises in the package's folder, in one pool or several; as many are drawn from each. */
  readonly pools: (folder: string) => readonly ExercisePool[];
}
