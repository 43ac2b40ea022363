/**
 * Outputs without what differs from machine to machine.
 *
 * @module
 */
import { type JsonObject, mapTexts } from "./json.ts";
import type { Output } from "./notebook.ts";

// deno-lint-ignore no-control-regex -- escape codes begin with one
const ANSI = /\x1b\[[0-?]*[ -/]*[@-~]/g;

/** Folders of this machine by what stands for them in a notebook. */
export type Places = readonly (readonly [folder: string, name: string])[];

/** An output without escape codes, and with folders by their names. */
export function normaliseOutput(output: Output, places: Places): Output {
  const plain = (text: string) => named(text.replace(ANSI, ""), places);
  if (output.kind === "stream") return { ...output, text: plain(output.text) };
  if (output.kind === "error") {
    const { name, message, traceback } = output;
    return { kind: "error", name, message: plain(message), traceback: traceback.map(plain) };
  }
  const data: JsonObject = {};
  for (const [type, value] of Object.entries(output.data)) {
    // Pictures in base64 are no text.
    data[type] = /^(image|audio|video)\/(?!svg)/.test(type) ? value : mapTexts(value, plain);
  }
  return { ...output, data };
}

/** A text in which folders are called by their names; the longest that fits is taken. */
export function named(text: string, places: Places): string {
  const usable = places.filter(([folder]) => folder.length > 1).sort(([a], [b]) => b.length - a.length);
  if (usable.length === 0) return text;
  const names = new Map(usable), folders = usable.map(([folder]) => RegExp.escape(folder)).join("|");
  // A folder stands alone: nothing that could be part of a path or of base64 goes before it or goes on with it.
  const pattern = new RegExp(`(?:file://|(?<![\\w.+/-]))(${folders})(?!\\.?[\\w-])`, "g");
  return text.replace(pattern, (_, folder: string) => names.get(folder)!);
}
