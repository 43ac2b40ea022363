/**
 * What a cell gave, as outputs of a notebook.
 *
 * @module
 */
import type { Executed } from "./execute_cell.ts";
import { isObject, type JsonObject } from "./json.ts";
import type { DisplayOutput, Output, StreamOutput } from "./notebook.ts";

/** Displays by their `display_id`: each may be changed by a later cell. */
export class Displays {
  readonly #shown = new Map<string, { data: JsonObject; metadata: JsonObject }[]>();

  add(id: string, output: { data: JsonObject; metadata: JsonObject }): void {
    this.#shown.set(id, [...this.#shown.get(id) ?? [], output]);
  }

  /** Puts something else in the place of all displays of an id. */
  update(id: string, data: JsonObject, metadata: JsonObject): void {
    for (const output of this.#shown.get(id) ?? []) Object.assign(output, { data, metadata });
  }
}

/**
 * The outputs of a cell: neighbouring texts of one stream become one, displays that were updated hold what came last.
 * The cell's value and its error stand last, wherever they came: the kernel sends them on ways of their own.
 *
 * @param displays those of the cells before; this cell's are added.
 */
export function gatherOutputs({ messages, error }: Executed, displays: Displays): Output[] {
  let outputs: Output[] = [], value: DisplayOutput | undefined, clearing = false;
  const clear = () => {
    outputs = [];
    value = undefined;
    clearing = false;
  };
  for (const { type, content } of messages) {
    const id = displayId(content), output = outputOf(type, content);
    if (type === "clear_output") {
      if (content.wait === true) clearing = true; // with the next output, so that nothing flickers
      else clear();
    } else if (type === "update_display_data") {
      if (id !== undefined) displays.update(id, objectOf(content.data), objectOf(content.metadata));
    } else if (output !== undefined) {
      if (clearing) clear();
      if (output.kind === "execute_result") value = output;
      else add(outputs, output);
      if (id !== undefined && output.kind !== "stream") displays.add(id, output);
    }
  }
  if (value !== undefined) outputs.push(value);
  if (error !== undefined) outputs.push({ kind: "error", ...error });
  return outputs;
}

function add(outputs: Output[], output: Output): void {
  const last = outputs.at(-1);
  if (output.kind === "stream" && last?.kind === "stream" && last.name === output.name) {
    outputs[outputs.length - 1] = { ...last, text: last.text + output.text } satisfies StreamOutput;
  } else outputs.push(output);
}

/** Errors are taken from the reply, which has them all. */
function outputOf(type: string, content: JsonObject): StreamOutput | DisplayOutput | undefined {
  if (type === "stream") {
    return { kind: "stream", name: content.name === "stderr" ? "stderr" : "stdout", text: String(content.text) };
  }
  if (type !== "display_data" && type !== "execute_result") return undefined;
  return { kind: type, data: objectOf(content.data), metadata: objectOf(content.metadata) };
}

function displayId({ transient }: JsonObject): string | undefined {
  const id = isObject(transient) ? transient.display_id : undefined;
  return typeof id === "string" ? id : undefined;
}

function objectOf(value: JsonObject[string]): JsonObject {
  return isObject(value) ? value : {};
}
