/**
 * The tasks of Natural Instructions that Aioli mixes.
 *
 * @module
 */

/**
 * A task's short name and its file's name without .json.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { INSTRUCTION_TASKS, type InstructionTask } from "@mixlab/mixlab/train";
 *
 * const number = ({ file }: InstructionTask) => Number(/^task(\d+)_/.exec(file)?.[1]);
 * const reading = INSTRUCTION_TASKS.filter(({ name }) => name === "squad" || name === "boolq");
 * deepEqual(reading.map(number), [380, 75]);
 * ```
 */
export interface InstructionTask {
  /** Short name, which is the domain's name: "squad". */
  readonly name: string;
  /** Name of the file without .json: "task075_squad1.1_answer_generation". */
  readonly file: string;
}

/**
 * The nine tasks of Aioli's instruction setting, sorted by short name (Chen et al. 2024; file names as in the code of
 * the paper).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { INSTRUCTION_TASKS, type InstructionTask } from "@mixlab/mixlab/train";
 *
 * const squad: InstructionTask | undefined = INSTRUCTION_TASKS.find((task) => task.name === "squad");
 * equal(squad?.file, "task075_squad1.1_answer_generation");
 * equal(INSTRUCTION_TASKS.length, 9);
 * ```
 */
export const INSTRUCTION_TASKS: readonly InstructionTask[] = [
  { name: "abductivenli", file: "task067_abductivenli_answer_generation" },
  { name: "boolq", file: "task380_boolq_yes_no_question" },
  { name: "hellaswag", file: "task1389_hellaswag_completion" },
  { name: "mathqa", file: "task1420_mathqa_general" },
  { name: "piqa", file: "task080_piqa_answer_generation" },
  { name: "semeval", file: "task295_semeval_2020_task4_commonsense_reasoning" },
  { name: "squad", file: "task075_squad1.1_answer_generation" },
  { name: "sst2", file: "task363_sst2_polarity_classification" },
  { name: "xsum", file: "task1290_xsum_summarization" },
];

/** The task of this short name or this file name. */
export function instructionTask(name: string): InstructionTask | undefined {
  return INSTRUCTION_TASKS.find((task) => task.name === name || task.file === name);
}
