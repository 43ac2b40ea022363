/**
 * Reads one built-in corpus out of its package.
 *
 * @module
 */
import { outOfRange } from "../../errors.ts";
import { random } from "../../numerics/random.ts";
import type { SourceDocument } from "../document.ts";
import type { BuiltinCorpus } from "./corpora.ts";
import { EXTRACTORS } from "./extractors.ts";
import type { PinnedPackage } from "./package_folder.ts";
import { type TextPin, TextPinner } from "./text_pin.ts";

/** Seed of the documents' order. In the packages they stand by name, so that a cut would part languages or books. */
const ORDER_SEED = 1;

/**
 * The documents of a corpus in their fixed random order; blank ones are left out. The generator returns counts and hash
 * of the text.
 *
 * @throws {RangeError} when a file of the package is missing or broken.
 */
export function* readCorpus(
  { name, package: from, version, configuration }: Pick<BuiltinCorpus, "name" | keyof PinnedPackage>,
  folder: string,
  onBytes?: (bytes: number) => void,
): Generator<SourceDocument, TextPin> {
  const read = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw outOfRange(
        `cannot read the text of ${name}: ${(error as Error).message}. ${remedy(folder, configuration)}`,
      );
    }
  };
  const listing = read(() => EXTRACTORS[name](folder)), pinner = new TextPinner();
  const order = random(ORDER_SEED).shuffle(Uint32Array.from({ length: listing.length }, (_, i) => i));
  for (const i of order) {
    const { text: whole, where } = read(() => listing.at(i));
    const text = whole.replace(/^\ufeff/, ""); // a byte order mark is no text
    if (text.trim() === "") continue;
    pinner.add(text);
    onBytes?.(pinner.bytes);
    yield { source: name, text, where: `${from}@${version}/${where}` };
  }
  return pinner.pin();
}

/**
 * Compares the text of a corpus with what is pinned.
 *
 * @throws {RangeError} when they differ.
 */
export function checkPin(corpus: BuiltinCorpus, folder: string, pin: TextPin): void {
  if (pin.sha256 === corpus.sha256 && pin.documents === corpus.documents && pin.bytes === corpus.bytes) return;
  const say = ({ documents, bytes, sha256 }: TextPin) => `${documents} documents, ${bytes} bytes, SHA-256 ${sha256}`;
  throw outOfRange(
    `the text of ${corpus.name} is not the pinned one: wanted ${say(corpus)}; got ${say(pin)}. ` +
      `${remedy(folder, corpus.configuration)}. ` +
      `If the extraction was changed on purpose, pin the text anew with data/pin_builtin_corpora.ts`,
  );
}

/** What to do about files that are not as they were packed. */
function remedy(folder: string, configuration: string): string {
  return `The files in ${folder} were altered: delete that folder and run "deno install -c ${configuration}"`;
}
