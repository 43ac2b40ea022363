/**
 * The text of one instance of Natural Instructions.
 *
 * @module
 */
import { got } from "../../errors.ts";
import type { Random } from "../../numerics/random.ts";
import { brokenText, withoutMark } from "./jsonl_documents.ts";

/** What Python's str.strip takes off, which is not what JavaScript's trim does (U+0085 and U+001C to U+001F; no U+FEFF). */
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const LEADING = new RegExp(`^${SPACE}+`), TRAILING = new RegExp(`(?<!${SPACE})${SPACE}+$`);

/**
 * Prompt and answer as one text (specs/aioli.md, section 3.5), with the length of the prompt; or what is wrong with the
 * instance. One number is taken from the stream in any case.
 */
export function instructionText(
  definition: string,
  instance: unknown,
  rng: Random,
): { text: string; promptLength: number } | string {
  const drawn = rng.uniform();
  const { input, output } = Object(instance) as Record<string, unknown>;
  if (typeof input !== "string") return `"input" wants a text, got ${got(input)}`;
  const answers = typeof output === "string" ? [output] : output;
  if (!Array.isArray(answers) || answers.length === 0) return `"output" wants a list of texts, got ${got(output)}`;
  const answer = answers[Math.floor(drawn * answers.length)];
  if (typeof answer !== "string") return `"output" wants a list of texts, got ${got(answer)} in it`;
  if (answer.replace(LEADING, "") === "") return "the answer is empty";
  const prompt = withoutMark(`${definition}Input: ${input}\n`).replace(LEADING, "");
  const text = (prompt + answer).replace(TRAILING, "");
  const broken = brokenText(text);
  return broken === undefined ? { text, promptLength: prompt.length } : `the text ${broken}`;
}
