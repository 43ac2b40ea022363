/**
 * Reads a command line of Aioli's `main.py` as Python's argparse does: `--flag value`, `--flag=value`, several values in a
 * row where a flag takes them, flags cut short where only one begins so (`--model`), the last of several.
 *
 * Source: the rules of argparse in Python's documentation. Mixlab's own flags stand beside, and are never cut short.
 *
 * @module
 */
import { got, outOfRange, unparsable } from "../../errors.ts";
import { nearest } from "../../nearest.ts";
import type { Flag } from "./flag.ts";
import { FLAGS } from "./flags.ts";
import { OWN_FLAGS, type OwnFlag, type OwnValues } from "./own_flags.ts";
import type { AioliValues, FlagName } from "./values.ts";

/** A line that was read. */
export interface AioliLine {
  readonly values: AioliValues;
  /** Flags that stand on the line, in the order of the table. */
  readonly given: readonly FlagName[];
  /** Mixlab's own. */
  readonly own: OwnValues;
}

/** Flags that the repository's own launchers use and its parser no longer knows. */
const FORMER: Readonly<Record<string, string>> = {
  bandit_diagonal: "the flag is now called --aioli_diagonal; the launcher that has the old name fails there too",
  filter_val_skills: "the flag is gone, and the launchers that have it fail there too; leave it out",
};

/**
 * Reads a line.
 *
 * @throws {SyntaxError} for an unknown flag, one that could be several, one without its value or with one too many, a word
 * that belongs to no flag, or a value that is no number.
 */
export function parseAioliLine(args: readonly string[]): AioliLine {
  const values: Record<string, unknown> = {}, own: Record<string, string | boolean> = {};
  const given = new Set<string>(), loose: string[] = [];
  for (const [name, { type, default: byDefault }] of Object.entries(FLAGS)) {
    values[name] = type === "bool" ? false : byDefault;
  }
  for (let n = 0; n < args.length;) {
    const word = args[n++];
    if (!isFlag(word)) {
      loose.push(word);
      continue;
    }
    const [text, inline] = cut(word), found = find(text), { name, type, nargs } = found;
    if (type === "bool") {
      if (inline !== undefined) throw unparsable(`--${name}: it takes no value, got ${got(inline)}`);
      (found.own ? own : values)[name] = true;
    } else {
      const taken = inline !== undefined ? [inline] : [];
      // "--" begins words that belong to no flag, and is refused with them.
      while (inline === undefined && n < args.length && !isFlag(args[n]) && args[n] !== "--") {
        taken.push(args[n++]);
        if (nargs === undefined) break;
      }
      if (taken.length === 0) {
        throw unparsable(
          `--${name}: wanted ${nargs ? "one value or more" : "a value"}, got ${got(args[n] ?? "nothing")}`,
        );
      }
      const read = taken.map((value) => convert(name, type, value));
      if (found.own) own[name] = read[0] as string;
      else values[name] = nargs ? read : read[0];
    }
    if (!found.own) given.add(name);
  }
  if (loose.length > 0) {
    throw unparsable(
      `aioli: ${loose.map(got).join(", ")} belongs to no flag; wanted flags and their values, see --help`,
    );
  }
  return {
    values: values as unknown as AioliValues,
    given: (Object.keys(FLAGS) as FlagName[]).filter((name) => given.has(name)),
    own,
  };
}

/** A word that begins with a dash is a flag, but for negative numbers and words with a space in them. */
function isFlag(word: string): boolean {
  return word.length > 1 && word.startsWith("-") && word !== "--" && !/^-\d+$|^-\d*\.\d+$/.test(word) &&
    !(word.includes(" ") && !word.includes("=") && !Object.hasOwn(FLAGS, word.slice(2)));
}

function cut(word: string): [string, string | undefined] {
  const at = word.indexOf("=");
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

type Found = Pick<Flag, "type" | "nargs"> & { readonly name: string; readonly own: boolean };

function find(text: string): Found {
  if (text === "-h") return { name: "help", type: "bool", own: true };
  const name = text.startsWith("--") ? text.slice(2) : "", names = Object.keys(FLAGS) as FlagName[];
  if (Object.hasOwn(FLAGS, name)) return { ...FLAGS[name as FlagName], name, own: false };
  if (Object.hasOwn(OWN_FLAGS, name)) return { ...OWN_FLAGS[name as OwnFlag], name, own: true };
  const longer = name === "" ? [] : names.filter((flag) => flag.startsWith(name));
  if (longer.length === 1) return { ...FLAGS[longer[0]], name: longer[0], own: false };
  if (longer.length > 1) {
    throw unparsable(`${text}: wanted one flag, and it could be ${longer.map((flag) => `--${flag}`).join(", ")}`);
  }
  if (Object.hasOwn(FORMER, name)) throw unparsable(`unknown flag ${text}: ${FORMER[name]}`);
  const meant = nearest(name, [...names, ...Object.keys(OWN_FLAGS)]);
  throw unparsable(`unknown flag ${text}${meant ? `; did you mean --${meant}?` : ""}; see --help`);
}

/** A value, as Python's `int`, `float` and `str` read it. */
function convert(name: string, type: Flag["type"], text: string): number | string {
  if (type === "str") return text;
  const digits = text.trim().replace(/(?<=\d)_(?=\d)/g, "");
  if (type === "int" ? /^[+-]?\d+$/.test(digits) : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) {
    const value = Number(digits);
    if (type === "int" ? Number.isSafeInteger(value) : Number.isFinite(value)) return value;
    throw outOfRange(`--${name}: wanted a number that is finite and exact, got ${got(text)}`);
  }
  throw unparsable(`--${name}: wanted ${type === "int" ? "a whole number" : "a number"}, got ${got(text)}`);
}
