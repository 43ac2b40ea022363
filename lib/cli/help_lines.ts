/**
 * Lines of a help text: an option to the left, its explanation to the right.
 *
 * @module
 */

/** Column at which explanations begin, and at which lines end. */
const COLUMN = 26, WIDTH = 118;

/** What an explanation says of a default and of the other choices. */
export function defaultWords(byDefault: unknown, choices: readonly string[] = []): string {
  const others = choices.filter((choice) => choice !== byDefault);
  if (byDefault === undefined) return "";
  const shown = Array.isArray(byDefault) ? byDefault.join() : byDefault;
  return ` (default ${shown}${others.length > 0 ? `; or ${others.join(", ")}` : ""})`;
}

/** An option with its explanation, in lines. */
export function helpLine(left: string, right: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of right.split(" ")) {
    if (line !== "" && COLUMN + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  const first = `  ${left}`.padEnd(COLUMN), gap = left.length + 4 > COLUMN ? `\n${" ".repeat(COLUMN)}` : "";
  return first + gap + lines.join(`\n${" ".repeat(COLUMN)}`);
}
