/**
 * The arrows of the house (design.md, section 2): what may import what. The test of the arrows applies these rules to
 * every file.
 */
import { dirname, join, normalize } from "node:path/posix";
import { readImports } from "./imports.ts";

/** What stands at the bottom and imports nothing of Mixlab. */
const BASE = ["errors.ts", "nearest.ts"];
/** Folders of lib/ (or files that stand in it) and what each may import besides itself and the base. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "errors.ts": [],
  "nearest.ts": [],
  "version.ts": [],
  text: [],
  numerics: [],
  files: ["text"],
  mixture: ["text", "numerics"],
  tables: ["text", "numerics", "mixture", "files"],
  laws: ["text", "numerics", "mixture", "tables"],
  figures: [],
  engine: ["text", "numerics", "files"],
  model: ["text", "numerics", "engine", "files"],
  corpus: ["text", "numerics", "mixture", "files"],
  train: ["text", "numerics", "mixture", "engine", "model", "corpus", "files"],
  methods: ["text", "numerics", "mixture", "tables", "laws"],
  learners: ["text", "numerics", "mixture", "methods", "train", "engine", "model", "corpus", "files"],
  designs: ["text", "numerics", "mixture", "tables", "laws", "methods"],
  // What a cell of a notebook shows; and what executes and checks notebooks, beside the kernel.
  notebook: ["figures", "text", "numerics", "mixture", "tables", "files"],
  jupyter: ["text", "files"],
  analysis: ["figures", "text", "numerics", "mixture", "tables", "laws", "methods", "designs", "files"],
  sweep: [
    "designs",
    "text",
    "numerics",
    "mixture",
    "tables",
    "laws",
    "methods",
    "learners",
    "train",
    "engine",
    "model",
    "corpus",
    "files",
  ],
};
/** Folders that the light half never reaches. */
export const TRAINING: readonly string[] = ["engine", "train", "corpus", "model", "learners", "sweep"];
/** Packages that stand behind one file. */
const BEHIND: readonly (readonly [RegExp, string])[] = [
  [/^csv-(parse|stringify)(\/|$)/, "lib/tables/csv.ts"],
  [/^node:util$/, "lib/cli/arguments.ts"],
];

/** Where a relative import leads, from the root of the repository. */
export function target(file: string, specifier: string | undefined): string | undefined {
  return specifier?.startsWith(".") ? normalize(join(dirname(file), specifier)) : undefined;
}

/** The folder of lib/ that a file is in, or its name when it stands in lib/ itself; analysis/ stands beside lib/. */
function part(file: string): string | undefined {
  return file.startsWith("analysis/") ? "analysis" : /^lib\/([^/]+)/.exec(file)?.[1];
}

/** What a file's imports do against the rules: a sentence each. `file` is its path from the root. */
export function violations(file: string, source: string): string[] {
  const own = part(file), wrong: string[] = [];
  for (const { specifier, clause, line } of readImports(source)) {
    const say = (what: string) => wrong.push(`${file}:${line}: ${what}`);
    if (specifier === undefined) {
      say("wanted a quoted name in import(): where another leads cannot be told");
      continue;
    }
    if (/^(jsr|https?|npm):/.test(specifier)) say(`wanted a name out of deno.json, got ${specifier}`);
    if (own === undefined && file !== "mod.ts") continue;
    for (const [name, only] of BEHIND) {
      const all = specifier !== "node:util" || /\bparseArgs\b|\*/.test(clause) || clause === "";
      if (name.test(specifier) && all && file !== only) say(`only ${only} imports ${specifier}`);
    }
    if (specifier === "@mixlab/mixlab") say("the library does not import itself by its public name");
    const to = target(file, specifier);
    if (to === undefined) continue;
    const there = part(to);
    if (own === undefined) {
      if (there === undefined || there === "cli" || TRAINING.includes(there)) say(`mod.ts may not reach ${to}`);
    } else if (own === "cli" || there === own) continue;
    else if (!Object.hasOwn(ALLOWED, own)) say(`lib/${own} has no arrow; draw one here and in the design`);
    else if (own === "version.ts" && to === "deno.json") continue;
    else if (there === undefined) say(`lib/${own} may not import ${to}, which is outside lib/`);
    else if (!ALLOWED[own].includes(there) && (BASE.includes(own) || !BASE.includes(there))) {
      say(`lib/${own} may not import lib/${there} (${specifier})`);
    }
  }
  return wrong;
}
