/**
 * A worker's side of the protocol of worker.ts.
 *
 * @module
 */
import { TextLineStream } from "./text_lines.ts";

/** Writes a line that the harness reads. */
export function tell(message: unknown): void {
  console.log("@" + JSON.stringify(message));
}

/** Answers requests until standard input ends. */
export async function answerRequests<T>(answer: (request: T) => Promise<unknown>): Promise<void> {
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) tell(await answer(JSON.parse(line)));
}
