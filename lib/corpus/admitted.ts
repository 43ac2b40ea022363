/**
 * From a source's documents to those of a corpus: each checked, with its domain.
 *
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { got, outOfRange, wrongKind } from "../errors.ts";
import type { BuildCorpusOptions } from "./build_options.ts";
import type { Split } from "./corpus_index.ts";
import type { ReaderOptions, SourceDocument } from "./document.ts";
import { checkDomainNames } from "./domain_names.ts";
import { SPLITS } from "./split_documents.ts";

/** A document with a place in the corpus. */
export interface Admitted {
  readonly domain: string;
  readonly text: string;
  /** The text as UTF-8. */
  readonly utf8: Uint8Array;
  readonly promptLength: number | undefined;
  /** The source's own split. */
  readonly split: Split | undefined;
  readonly where: string;
}

/** Counts of what was left out, by kind. */
export type Problems = Map<string, number>;

/**
 * The documents of a source that go into the corpus. What does not is counted: sources without a domain, documents
 * without text, and what the reader reports.
 */
export async function* admitted(
  { documents, domainOf = (source) => source, onProblem }: BuildCorpusOptions,
  problems: Problems,
  { quiet, onBytes }: { quiet: boolean; onBytes: NonNullable<ReaderOptions["onBytes"]> },
): AsyncGenerator<Admitted> {
  const encoder = new TextEncoder(), domains = new Map<string, string | null>(), known = new Set<string>();
  const count = (kind: string) => problems.set(kind, (problems.get(kind) ?? 0) + 1);
  const reading = documents({
    onBytes,
    ...(onProblem && {
      onProblem(problem) {
        count(kindOf(problem.message));
        if (!quiet) onProblem(problem);
      },
    }),
  });
  for await (const document of reading) {
    checkDocument(document);
    const { source, text, promptLength, split, where } = document;
    let domain = domains.get(source);
    if (domain === undefined) {
      domain = domainOf(source);
      domains.set(source, domain);
      if (domain !== null && !known.has(domain)) checkDomainNames([...known, domain], where);
      if (domain !== null) known.add(domain);
    }
    if (domain === null) count(`no domain for source ${JSON.stringify(source)}`);
    else if (text === "") count("a document without text");
    else yield { domain, text, utf8: encoder.encode(text), promptLength, split, where };
  }
}

/** An error that says why no document came. */
export function noDocuments(problems: Problems): RangeError {
  const left = [...problems].map(([kind, n]) => `${n} × ${kind}`).join("; ");
  return outOfRange(`buildCorpus: wanted at least one document, got none${left && ` (left out: ${left})`}`);
}

/** A reader's message without what differs from case to case. */
function kindOf(message: string): string {
  return message.replace(/"(?:[^"\\]|\\.)*"|\d+/g, "…");
}

function checkDocument(document: SourceDocument): void {
  const { source, text, promptLength, split, where } = document;
  const place = typeof where === "string" ? where : "a document";
  if (typeof text !== "string") throw wrongKind(`${place}: wanted a text, got ${got(text)}`);
  if (typeof source !== "string") throw wrongKind(`${place}: wanted the name of a source, got ${got(source)}`);
  if (split !== undefined && !SPLITS.includes(split)) {
    throw outOfRange(`${place}: wanted train, val or test as split, got ${got(split)}`);
  }
  if (
    promptLength !== undefined && !(Number.isInteger(promptLength) && promptLength >= 0 && promptLength <= text.length)
  ) {
    throw outOfRange(`${place}: promptLength: wanted a whole number up to ${text.length}, got ${got(promptLength)}`);
  }
}

/** A running hash of documents and their domains, which tells whether a source still is what it was. */
export class DocumentsHash {
  readonly #hash: Hash = createHash("sha256");
  documents = 0;

  add({ domain, utf8, promptLength, split }: Admitted): void {
    this.#hash.update(JSON.stringify([domain, utf8.length, promptLength ?? null, split ?? null]));
    this.#hash.update(utf8);
    this.documents += 1;
  }

  sha256(): string {
    return this.#hash.copy().digest("hex");
  }
}
