/**
 * Writes the instruction tasks as files.
 *
 * @module
 */
import { join } from "node:path";
import { type BuiltinInstructionOptions, builtinInstructionTasks } from "./instruction_tasks.ts";

/**
 * Writes the tasks of {@linkcode builtinInstructionTasks} into a folder, which is made when missing, as `<name>.json` each, the
 * way Natural Instructions has them. The same options give the same bytes. A file is there whole or not at all.
 *
 * @returns the paths of the files, in the order of the tasks.
 * @throws as {@linkcode builtinInstructionTasks} does; and Deno's errors when the folder cannot be written.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { writeInstructionTasks } from "@mixlab/mixlab/train";
 *
 * const folder = await Deno.makeTempDir();
 * const files = await writeInstructionTasks(folder, { tasks: ["spdx_osi_approved"], limit: 20 });
 * deepEqual(files, [`${folder}/spdx_osi_approved.json`]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function writeInstructionTasks(
  folder: string,
  options: BuiltinInstructionOptions = {},
): Promise<string[]> {
  const tasks = builtinInstructionTasks(options), files: string[] = [];
  await Deno.mkdir(folder, { recursive: true });
  for (const { name, task } of tasks) {
    const file = join(folder, `${name}.json`), temporary = `${file}.${crypto.randomUUID().slice(0, 8)}.part`;
    try {
      await Deno.writeTextFile(temporary, JSON.stringify(task, null, 4) + "\n", { createNew: true });
      await Deno.rename(temporary, file);
    } catch (error) {
      await Deno.remove(temporary).catch(() => {}); // it may not have been made; what matters is the first error
      throw error;
    }
    files.push(file);
  }
  return files;
}
