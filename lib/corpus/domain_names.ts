/**
 * Domains name folders of a corpus, so not every text will do.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";

/** Names that stand beside the folders of the domains. */
const TAKEN = new Set(["index.json", "tokenizer.json"]);
/** Folders' names are at most this long on common file systems, in UTF-8 bytes. */
const LONGEST = 255;

/**
 * Refuses names that cannot be those of folders side by side.
 *
 * @throws {TypeError} when a name is no text.
 * @throws {RangeError} when a name is empty, too long, has a slash, a control character or a dot in front, or when two
 *   differ only in case (some file systems hold them for the same).
 */
export function checkDomainNames(names: Iterable<unknown>, where: string): void {
  const lower = new Map<string, string>();
  for (const name of names) {
    if (typeof name !== "string") throw wrongKind(`${where}: wanted the name of a domain, got ${got(name)}`);
    const fault = faultOf(name);
    if (fault !== undefined) {
      throw outOfRange(`${where}: the domain ${got(name)} ${fault}; give it another name in a domain map`);
    }
    const twin = lower.get(name.toLowerCase());
    if (twin !== undefined) {
      throw outOfRange(`${where}: the domains ${got(twin)} and ${got(name)} differ only in case; rename one`);
    }
    lower.set(name.toLowerCase(), name);
  }
}

function faultOf(name: string): string | undefined {
  if (name === "") return "has an empty name";
  if (name.startsWith(".")) return "begins with a dot";
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (/[/\\\x00-\x1f\x7f]/.test(name) || !name.isWellFormed()) return "has a character that no folder may have";
  if (TAKEN.has(name.toLowerCase())) return "has the name of a file of every corpus";
  if (new TextEncoder().encode(name).length > LONGEST) return `is longer than ${LONGEST} bytes`;
  return undefined;
}
