/**
 * How the outputs of a cell differ from those that it had.
 *
 * @module
 */
import { got } from "../errors.ts";
import { isObject, type Json, sorted, told } from "./json.ts";
import type { DisplayOutput, Output } from "./notebook.ts";
import { outputOf } from "./notebook_text.ts";

/** The first difference in words; undefined where there is none. */
export function outputsDiffer(before: readonly Output[], after: readonly Output[]): string | undefined {
  for (const [n, is] of after.entries()) {
    const was = before[n];
    if (was === undefined) break;
    if (same(was, is)) continue;
    return `output ${n + 1}: ${difference(was, is)}`;
  }
  if (before.length === after.length) return undefined;
  const extra = after[before.length] ?? before[after.length];
  return `had ${counted(before)}, has ${counted(after)}; the first ${
    after.length > before.length ? "new" : "lost"
  } one: ${kindOf(extra)}`;
}

function counted({ length }: readonly Output[]): string {
  return length === 1 ? "1 output" : `${length} outputs`;
}

function same(a: Output, b: Output): boolean {
  const text = (output: Output) => JSON.stringify(sorted(outputOf(output, null)));
  return text(a) === text(b);
}

function kindOf(output: Output): string {
  if (output.kind === "stream") return output.name;
  if (output.kind === "error") return "an error";
  const types = Object.keys(output.data).sort().join(", ");
  return output.kind === "execute_result" ? `the value (${types})` : types;
}

function difference(was: Output, is: Output): string {
  if (was.kind === "stream" && is.kind === "stream" && was.name === is.name) {
    return `${is.name}${line(was.text, is.text)}`;
  }
  if (was.kind === "error" && is.kind === "error") {
    const text = ({ name, message, traceback }: typeof was) => [`${name}: ${message}`, ...traceback].join("\n");
    return `the error${line(text(was), text(is))}`;
  }
  if (was.kind === is.kind && "data" in was && "data" in is) return inBundles(was, is);
  return `was ${kindOf(was)}, is ${kindOf(is)}`;
}

function inBundles(was: DisplayOutput, is: DisplayOutput): string {
  const types = [...new Set([...Object.keys(was.data), ...Object.keys(is.data)])].sort();
  for (const type of types) {
    const a = was.data[type], b = is.data[type];
    if (a === undefined || b === undefined) return `${type} is ${a === undefined ? "new" : "gone"}`;
    if (JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))) continue;
    if (type.startsWith("image/") && type !== "image/svg+xml") return `the picture differs (${type})`;
    if (typeof a === "string" && typeof b === "string") return `${type}${line(a, b)}`;
    return `${type}${inJson(a, b)}`;
  }
  return `metadata${inJson(was.metadata, is.metadata)}`;
}

/** The first line that differs. */
function line(was: string, is: string): string {
  const a = was.split("\n"), b = is.split("\n");
  const n = b.findIndex((text, k) => text !== a[k]), at = n < 0 ? b.length : n;
  return `, line ${at + 1}: was ${shown(a[at], b[at])}, is ${shown(b[at], a[at])}`;
}

/** Text as it should stand in a message: of a long line, what begins shortly before the difference. */
function shown(text: string | undefined, other = ""): string {
  if (text === undefined) return "nothing";
  if (text.length <= 58) return JSON.stringify(text);
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  const from = Math.max(0, Math.min(at - 20, text.length - 56));
  return got(from > 0 ? `…${text.slice(from)}` : text);
}

/** The first place in JSON that differs. */
function inJson(was: Json | undefined, is: Json | undefined, path = ""): string {
  if (Array.isArray(was) && Array.isArray(is) && was.length === is.length) {
    const n = is.findIndex((item, k) => JSON.stringify(item) !== JSON.stringify(was[k]));
    return inJson(was[n], is[n], `${path}[${n}]`);
  }
  if (isObject(was) && isObject(is)) {
    const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
    const name = names.find((key) =>
      JSON.stringify(sorted(was[key] ?? null)) !== JSON.stringify(sorted(is[key] ?? null))
    );
    if (name !== undefined) return inJson(was[name], is[name], `${path}.${name}`);
  }
  return `, ${path === "" ? "value" : path.replace(/^\./, "")}: was ${told(was)}, is ${told(is)}`;
}
