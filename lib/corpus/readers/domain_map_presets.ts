/**
 * Domain maps of published corpora.
 *
 * @module
 */
import type { DomainMap } from "./domain_map.ts";

/** The 22 parts of The Pile, by code point. */
const PILE_NAMES = [
  "ArXiv",
  "BookCorpus2",
  "Books3",
  "DM Mathematics",
  "Enron Emails",
  "EuroParl",
  "FreeLaw",
  "Github",
  "Gutenberg (PG-19)",
  "HackerNews",
  "NIH ExPorter",
  "OpenSubtitles",
  "OpenWebText2",
  "PhilPapers",
  "Pile-CC",
  "PubMed Abstracts",
  "PubMed Central",
  "StackExchange",
  "USPTO Backgrounds",
  "Ubuntu IRC",
  "Wikipedia (en)",
  "YoutubeSubtitles",
];

/**
 * Domain maps by name.
 *
 * - `aioli`: SlimPajama's seven parts by the names of Aioli's slices (arxiv, book, cc, c4, github, stackexchange,
 *   wikipedia).
 * - `pile`: The Pile's 22 parts by their own names, as in DoReMi's weights; any other name is an error.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { DOMAIN_MAPS } from "@mixlab/mixlab/train";
 *
 * equal(DOMAIN_MAPS.aioli.get("RedPajamaCommonCrawl"), "cc");
 * equal(DOMAIN_MAPS.pile.size, 22);
 * ```
 */
export const DOMAIN_MAPS: Readonly<Record<"aioli" | "pile", DomainMap>> = {
  aioli: new Map([
    ["RedPajamaArXiv", "arxiv"],
    ["RedPajamaBook", "book"],
    ["RedPajamaCommonCrawl", "cc"],
    ["RedPajamaC4", "c4"],
    ["RedPajamaGithub", "github"],
    ["RedPajamaStackExchange", "stackexchange"],
    ["RedPajamaWikipedia", "wikipedia"],
  ]),
  pile: new Map(PILE_NAMES.map((name) => [name, name])),
};
