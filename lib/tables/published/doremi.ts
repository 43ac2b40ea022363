/**
 * DoReMi: each configuration file becomes one column of domain weights.
 *
 * @module
 */
import { unparsable } from "../../errors.ts";
import { writeCsv } from "../csv.ts";
import { pythonFloat } from "./python_float.ts";
import type { Recipe } from "./recipe.ts";

const PILE: Columns = {
  baseline_256k_paper: "configs/pile_baseline_256kvocab.json",
  doremi_280M_256k_paper: "configs/pile_doremi_280M_256kvocab_paper.json",
  baseline_50k_pack_repo: "configs/pile_baseline_50kvocab.json",
  baseline_50k_nopack_repo: "configs/pile_baseline_50kvocab_nopack.json",
  doremi_r1_120M_50k_repo: "configs/pile_doremi_r1_120M_ref:pile_baseline_50kvocab_nopack_120M.json",
  uniform: "configs/pile_uniform.json",
};
const REDPAJAMA: Columns = { rp_baseline_config_json: "configs/rp_baseline.json" };

/** Two tables of training weights (sangmichaelxie/doremi, `configs/`). */
export const DOREMI: readonly Recipe[] = [
  {
    ...recipe("doremi/doremi_pile_domain_weights.csv", PILE, (domains) => domains.sort()),
    lacks: "doremi_1B_256k_paper (a table of the paper) and pile_epochs (a script) are in no file of the list",
  },
  {
    ...recipe("doremi/doremi_redpajama_weights.csv", REDPAJAMA, (domains) => domains),
    lacks:
      "rp_baseline_write_config_py (a script) and issue11_user_round1 to 3 (a discussion) are in no file of the list",
  },
];

type Columns = Readonly<Record<string, string>>;

function recipe(makes: string, columns: Columns, order: (domains: string[]) => string[]): Recipe {
  const names = Object.keys(columns), from = Object.values(columns);
  return {
    makes,
    from,
    make(files) {
      const weights = from.map((file) => readWeights(files.get(file)!, file));
      const domains = order([...weights[0].keys()]);
      const rows = domains.map((domain) => [
        domain,
        ...weights.map((column, j) => {
          const weight = column.get(domain);
          if (weight === undefined || column.size !== domains.length) {
            throw unparsable(`${from[j]}: wanted the same domains as in ${from[0]}`);
          }
          return pythonFloat(weight);
        }),
      ]);
      return writeCsv([["domain", ...names], ...rows]);
    },
  };
}

function readWeights(bytes: Uint8Array, file: string): Map<string, number> {
  let document: { train_domain_weights?: Record<string, unknown> } | null;
  try {
    document = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw unparsable(`${file}: wanted a JSON configuration, got other text (${(error as Error).message})`);
  }
  const entries = Object.entries(document?.train_domain_weights ?? {});
  if (entries.length === 0) throw unparsable(`${file}: wanted "train_domain_weights" with a weight for each domain`);
  return new Map(entries.map(([domain, weight]) => {
    if (typeof weight !== "number") throw unparsable(`${file}: wanted a number for "${domain}", got ${weight}`);
    return [domain, weight];
  }));
}
