/**
 * The extractor of each built-in corpus, by its name.
 *
 * @module
 */
import { c } from "./c.ts";
import { dictionary } from "./dictionary.ts";
import { javascript } from "./javascript.ts";
import { legal } from "./legal.ts";
import type { Extractor } from "./listing.ts";
import { multilingual } from "./multilingual.ts";
import { novel } from "./novel.ts";
import { python } from "./python.ts";
import { scripture } from "./scripture.ts";
import { speech } from "./speech.ts";
import { tex } from "./tex.ts";

/** Extractors by the name of the corpus. */
export const EXTRACTORS: Readonly<Record<string, Extractor>> = {
  scripture,
  dictionary,
  python,
  javascript,
  legal,
  multilingual,
  speech,
  novel,
  c,
  tex,
};
