/**
 * The part of YAML that RegMix's configurations use: names and values on lines of their own, in at most two levels, with
 * comments and quoted text. All else (lists, flow maps, anchors, tags, text over several lines) is refused, not guessed.
 *
 * @module
 */
import { parseNumber } from "../text/number.ts";
import { addOnce, errorsIn, type Placed, type Plain } from "./placed.ts";

const QUOTED = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/;
const WORDS: Readonly<Record<string, Plain>> = { true: true, false: false, null: null, "~": null, "": null };

/**
 * Parses such YAML, keeping where each value stands; a name may stand once in a map.
 *
 * @throws {SyntaxError} with name:line:column.
 */
export function parsePlacedYaml(text: string, name: string): Placed {
  const wrong = errorsIn(text, name);
  const root = new Map<string, Placed>();
  let inner: { entries: Map<string, Placed>; indent: number } | undefined;
  for (const match of text.matchAll(/[^\r\n]*/g)) {
    const line = match[0], start = match.index;
    const indent = /^ */.exec(line)![0].length, body = line.slice(indent).trimEnd();
    if (body === "" || body.startsWith("#") || (indent === 0 && body === "---")) continue;
    const at = start + indent;
    if (body.startsWith("\t")) throw wrong(at, "wanted spaces before a name, got a tab");
    const { key, rest, restAt } = splitKey(body, at, wrong);
    if (indent === 0) {
      inner = undefined;
      if (rest === "") {
        // A map, or nothing: the lines that follow tell.
        inner = { entries: new Map(), indent: -1 };
        addOnce(root, key, { kind: "map", entries: inner.entries, at: restAt }, (message) => wrong(at, message));
        continue;
      }
      addOnce(root, key, plain(rest, restAt, wrong), (message) => wrong(at, message));
      continue;
    }
    if (inner === undefined) throw wrong(at, "wanted no spaces before this name");
    if (inner.indent < 0) inner.indent = indent;
    if (inner.indent !== indent) throw wrong(at, `wanted ${inner.indent} spaces before this name, got ${indent}`);
    addOnce(inner.entries, key, plain(rest, restAt, wrong), (message) => wrong(at, message));
  }
  return { kind: "map", entries: root, at: 0 };
}

type Wrong = (offset: number, message: string) => SyntaxError;

function splitKey(body: string, at: number, wrong: Wrong): { key: string; rest: string; restAt: number } {
  const quoted = QUOTED.exec(body)?.[0];
  // A colon within a name (dclm:games) has no space behind it.
  const end = quoted?.length ?? /:(?=\s|$)/.exec(body)?.index ?? -1;
  const colon = end < 0 ? undefined : /^\s*:(?=\s|$)\s*/.exec(body.slice(end))?.[0];
  if (colon === undefined || end === 0 || (quoted === undefined && /\s#/.test(body.slice(0, end)))) {
    throw wrong(at, "wanted a name, a colon, a space and a value");
  }
  const key = plain(body.slice(0, end), at, wrong);
  const restAt = at + end + colon.length, rest = body.slice(end + colon.length);
  return {
    key: quoted === undefined ? body.slice(0, end).trimEnd() : String((key as { value: Plain }).value),
    rest: rest.startsWith("#") ? "" : rest,
    restAt,
  };
}

function plain(text: string, at: number, wrong: Wrong): Placed {
  const quoted = QUOTED.exec(text)?.[0];
  if (quoted !== undefined) {
    if (!/^\s*(?:#.*)?$/.test(text.slice(quoted.length))) {
      throw wrong(at + quoted.length, "wanted nothing after the text");
    }
    return { kind: "plain", value: unquote(quoted, at, wrong), at };
  }
  if (/^(?:[[\]{},&*!|>@`%"']|[-?:](?:\s|$))/.test(text)) {
    throw wrong(at, "wanted a plain name or value here; lists, braces, anchors and tags are not read");
  }
  const bare = text.replace(/\s+#.*$/, "").trimEnd();
  const colon = bare.search(/:(?:\s|$)/);
  if (colon >= 0) throw wrong(at + colon, "wanted no second colon here; put text with a colon in quotes");
  return {
    kind: "plain",
    value: bare in WORDS && Object.hasOwn(WORDS, bare) ? WORDS[bare] : parseNumber(bare) ?? bare,
    at,
  };
}

function unquote(text: string, at: number, wrong: Wrong): string {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(at, "wanted text in double quotes as JSON writes it");
  }
}

/** Text as a YAML name or value that this reader and PyYAML take for that text. */
export function yamlText(text: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text).replaceAll("\x7f", "\\u007f").replace(
      /[\u0080-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
      escaped,
    );
}

function escaped(c: string): string {
  return "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
}

/** A number as YAML. PyYAML takes `1e-7` for text: it wants a point before the exponent. */
export function yamlNumber(value: number): string {
  return String(value).replace(/^(-?\d+)e/, "$1.0e");
}
