/**
 * Reads a translation of the Universal Declaration of Human Rights, an HTML page, as plain text.
 *
 * @module
 */

/** Folder of the package with a page for each language. */
export const DECLARATIONS = "declaration";

/** A translation. */
export interface Declaration {
  /** ISO 639-3 code; "und" where there is none. */
  readonly code: string;
  /** The language's English name. */
  readonly language: string;
  /** Articles by number, without their headings, one paragraph a line. */
  readonly articles: ReadonlyMap<number, string>;
}

/** Text of a page or a part of it: its head and its tags go, characters written as entities come back, one block a line. */
export function textOf(html: string): string {
  return html
    .replace(/<head>[\s\S]*?<\/head>/, "")
    .replace(/<[^>]*>/g, "\n")
    .replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos|nbsp));/gi, (_, hex, decimal, name) => {
      if (name !== undefined) return NAMED[name.toLowerCase()];
      return String.fromCodePoint(hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal));
    })
    .replace(/[ \t]+/g, " ")
    .replace(/\s*\n\s*/g, "\n")
    .trim();
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/** Parses a page into its articles. */
export function parseDeclaration(html: string): Declaration {
  const articles = new Map<number, string>();
  for (const [, number, body] of html.matchAll(/<article data-number="(\d+)">([\s\S]*?)<\/article>/g)) {
    articles.set(Number(number), textOf(body.replace(/<h2>[\s\S]*?<\/h2>/, "")));
  }
  return {
    code: /data-iso6393="([^"]*)"/.exec(html)?.[1] ?? "und",
    language: textOf(/<title>([\s\S]*?)<\/title>/.exec(html)?.[1] ?? ""),
    articles,
  };
}
