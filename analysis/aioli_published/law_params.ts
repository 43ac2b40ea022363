/**
 * The fitted parameters that the Aioli repository published (HazyResearch/aioli, commit a236112, analysis/law_results), as one
 * long table: no raw loss of its runs was ever published.
 *
 * @module
 */
import { got, outOfRange, unparsable } from "../../lib/errors.ts";
import { parseCsv } from "../../lib/tables/csv.ts";

/**
 * One published parameter.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { parseLawParams, type PublishedParameter } from "@mixlab/mixlab/analysis";
 *
 * const [row]: readonly PublishedParameter[] = parseLawParams(
 *   "dataset,source_file,kind,method,group,step,key_name,key_value,child_segment_steps,param,value\n" +
 *     "arxiv_stackexchange,params_dynamic.pkl,dynamic_linear,,arxiv,2000,parent_p1,0.1,100,k,-0.25\n",
 * );
 * equal(row.childSteps, 100);
 * ```
 */
export interface PublishedParameter {
  /** Domains, joined by underscores, or "instruction". */
  readonly dataset: string;
  /** The file in the repository. */
  readonly file: string;
  /** What was fitted: static_loglinear, dynamic_linear, A_star, b_scale, … */
  readonly kind: string;
  /** For A* and b: the method whose trajectory was broken off. */
  readonly method: string;
  /** The evaluation group. */
  readonly group: string;
  /** The step of the losses, or at which the parents were broken off. */
  readonly step: number;
  /** What `key` is: the training seed, or the first share of the parent's mixture, which identifies it. */
  readonly keyName: "seed" | "parent_p1";
  /** See `keyName`. */
  readonly key: number;
  /** Updates of a child, for fits to children. */
  readonly childSteps?: number;
  /** Name of the parameter. */
  readonly parameter: string;
  /** Its value. */
  readonly value: number;
}

const COLUMNS = [
  ...["dataset", "source_file", "kind", "method", "group", "step", "key_name", "key_value", "child_segment_steps"],
  ...["param", "value"],
];

/**
 * Reads the table of Aioli's published parameters (`aioli/law_params.csv`).
 *
 * @param file its name, for messages.
 * @throws {SyntaxError} when it is not such a table.
 * @throws {RangeError} when a number is not finite.
 *
 * @example
 * ```ts
 * import { equal, throws } from "node:assert/strict";
 * import { parseLawParams } from "@mixlab/mixlab/analysis";
 *
 * const header = "dataset,source_file,kind,method,group,step,key_name,key_value,child_segment_steps,param,value\n";
 * equal(parseLawParams(header + "a_b,f.pkl,A_star,doge,a,500,seed,0,100,k,-0.3\n")[0].value, -0.3);
 * throws(() => parseLawParams("run,loss\n1,2\n"), /wanted the columns dataset, /);
 * ```
 */
export function parseLawParams(text: string, file = "law_params.csv"): readonly PublishedParameter[] {
  const { header, rows, at } = parseCsv(text, file);
  if (header.join() !== COLUMNS.join()) {
    throw unparsable(`${file}: wanted the columns ${COLUMNS.join(", ")}, got ${header.join(", ")}`);
  }
  return rows.map((cells, n) => {
    const number = (column: string) => {
      const c = COLUMNS.indexOf(column), value = cells[c] === "" ? NaN : Number(cells[c]);
      if (!Number.isFinite(value)) throw outOfRange(`${at(n, c)}: ${column}: wanted a number, got ${got(cells[c])}`);
      return value;
    };
    const [dataset, source, kind, method, group, , keyName, , child, parameter] = cells;
    if (keyName !== "seed" && keyName !== "parent_p1") {
      throw outOfRange(`${at(n, 6)}: key_name: wanted seed or parent_p1, got ${got(keyName)}`);
    }
    return {
      ...{ dataset, file: source, kind, method, group, step: number("step"), keyName, key: number("key_value") },
      ...(child !== "" && { childSteps: number("child_segment_steps") }),
      ...{ parameter, value: number("value") },
    };
  });
}

/** Parameters of a selection, by key and then by group: each fit once. */
export function fitsByKey(
  rows: readonly PublishedParameter[],
): { readonly key: number; readonly groups: Readonly<Record<string, Readonly<Record<string, number>>>> }[] {
  const fits = new Map<number, Record<string, Record<string, number>>>();
  for (const { key, group, parameter, value } of rows) {
    const groups = fits.get(key) ?? {}, own = groups[group] ??= {};
    if (Object.hasOwn(own, parameter)) throw outOfRange(`${group}, ${key}: ${parameter} stands twice; wanted one fit`);
    own[parameter] = value;
    fits.set(key, groups);
  }
  return [...fits].map(([key, groups]) => ({ key, groups })).sort((a, b) => a.key - b.key);
}
