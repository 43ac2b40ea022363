/**
 * What is published where, and what is made from it.
 *
 * @module
 */
import { AIOLI_COVERS } from "./aioli_covers.ts";
import { AIOLI_GRAPHS } from "./aioli_graphs.ts";
import { AIOLI_LAWS } from "./aioli_laws.ts";
import { AIOLI_SPLITS } from "./aioli_splits.ts";
import { DOREMI } from "./doremi.ts";
import { NIST } from "./nist.ts";
import type { Recipe } from "./recipe.ts";
import { REGMIX } from "./regmix.ts";

/** The tables of one repository. */
export interface Collection {
  /** Name on the command line. */
  readonly name: string;
  readonly repository: string;
  readonly recipes: readonly Recipe[];
  /** What was published in other ways and is not made. */
  readonly lacks?: string;
}

/** All collections, in the order in which they are shown. */
export const COLLECTIONS: readonly Collection[] = [
  { name: "regmix", repository: "sail-sg/regmix", recipes: REGMIX },
  { name: "doremi", repository: "sangmichaelxie/doremi", recipes: DOREMI },
  {
    name: "aioli",
    repository: "HazyResearch/aioli",
    recipes: [...AIOLI_LAWS, ...AIOLI_GRAPHS, ...AIOLI_COVERS, ...AIOLI_SPLITS],
    lacks: "learned weights, script runs, flags and notebook outputs come from scripts that are in no file of the list",
  },
  { name: "nist", repository: "lmfit/lmfit-py", recipes: NIST },
];
