/**
 * Aioli: the fitted parameters of its mixing laws, verbatim and as one long table.
 *
 * @module
 */
import { unparsable } from "../../errors.ts";
import { writeCsv } from "../csv.ts";
import { type PickleValue, readPlainPickle } from "./plain_pickle.ts";
import { pythonFloat } from "./python_float.ts";
import { type PythonJson, pythonJson } from "./python_json.ts";
import type { Recipe } from "./recipe.ts";

const FOLDER = "analysis/law_results";
const FILES: Readonly<Record<string, readonly string[]>> = {
  arxiv_books_stackexchange: [
    "params_aioli_trajectory_aioli_matrix_1500_steps_500",
    "params_aioli_trajectory_opt_1500_steps_500",
    "params_doge_trajectory_doge_matrix_1000",
    "params_doge_trajectory_opt_1000",
    "params_doremi_trajectory_doremi_matrix_1000_steps_500",
    "params_doremi_trajectory_opt_1000_steps_500",
    "params_dynamic",
    "params_skillit_trajectory_opt_1000",
    "params_skillit_trajectory_skillit_matrix_1000",
    "params_static",
  ],
  arxiv_stackexchange: [
    "params_aioli_trajectory_aioli_matrix_1000",
    "params_aioli_trajectory_opt_1000",
    "params_doge_trajectory_doge_matrix_500",
    "params_doge_trajectory_opt_500",
    "params_doremi_trajectory_doremi_matrix_500",
    "params_doremi_trajectory_opt_500",
    "params_dynamic",
    "params_skillit_trajectory_opt",
    "params_skillit_trajectory_skillit_matrix",
    "params_static",
  ],
  instruction: ["params", "params_dynamic", "params_log_dynamic"],
};
const PATHS = Object.entries(FILES).flatMap(([set, names]) => names.map((name) => `${FOLDER}/${set}/${name}.pkl`));

type Kind = "static_loglinear" | "dynamic_linear" | "dynamic_log_linear" | "A_star" | "b_scale";

const SLOPES = ["t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8"];
/** The order of the parameters, as the notebooks of each data set stored them. */
const PARAMETERS: Readonly<Record<string, Partial<Record<Kind, readonly string[]>>>> = {
  arxiv_stackexchange: {
    static_loglinear: ["c", "k", "b"],
    dynamic_linear: ["k", "b"],
    A_star: ["k", "b"],
    b_scale: ["b", "c1", "c2"],
  },
  arxiv_books_stackexchange: {
    static_loglinear: ["log_c", "b", "t1", "t2"],
    dynamic_linear: ["c", "t1", "t2"],
    A_star: ["a_arxiv", "a_book", "a_stackexchange"],
    b_scale: ["b"],
  },
  instruction: {
    static_loglinear: ["log_c", "b", ...SLOPES],
    dynamic_linear: ["c", ...SLOPES],
    dynamic_log_linear: ["c", ...SLOPES],
  },
};
/** Steps of a child run where the file name does not tell: the launcher's default. */
const CHILD_STEPS = "100";
const HEADER = "dataset,source_file,kind,method,group,step,key_name,key_value,child_segment_steps,param,value".split(
  ",",
);

/** Both forms (HazyResearch/aioli, `analysis/law_results/`). */
export const AIOLI_LAWS: readonly Recipe[] = [
  {
    makes: "aioli/law_results.json",
    from: PATHS,
    make: (files) =>
      pythonJson(new Map(PATHS.map((path) => [path, plain(readPlainPickle(files.get(path)!, path), path)])), 1),
  },
  {
    makes: "aioli/law_params.csv",
    from: PATHS,
    make: (files) =>
      writeCsv([HEADER, ...PATHS.flatMap((path) => rows(readPlainPickle(files.get(path)!, path), path))], "\r\n"),
  },
];

/** Dictionaries with their keys as text, lists as floats. */
function plain(value: PickleValue, path: string): PythonJson {
  if (isMap(value)) return new Map([...value].map(([k, v]) => [String(k), plain(v, path)]));
  return floats(value, path);
}

/** One row a parameter; `{}` marks a fit that was never made and gives none. */
function rows(value: PickleValue, path: string): string[][] {
  const [dataset, file] = path.slice(FOLDER.length + 1, -".pkl".length).split("/");
  const [, method = "", matrix, steps] =
    /^params_([a-z]+)_trajectory_(?:opt|([a-z]+_matrix))(?:_\d+)?(?:_steps_(\d+))?$/
      .exec(file) ?? [];
  const kind: Kind = matrix
    ? "b_scale"
    : method
    ? "A_star"
    : file === "params_dynamic"
    ? "dynamic_linear"
    : file === "params_log_dynamic"
    ? "dynamic_log_linear"
    : "static_loglinear";
  const names = PARAMETERS[dataset][kind]!;
  const key = kind.startsWith("dynamic") ? "parent_p1" : "seed";
  const childSteps = kind === "static_loglinear" ? "" : steps ?? CHILD_STEPS;
  // A scale is shared by all groups, so its file begins with the step.
  const groups: [PickleValue, PickleValue][] = kind === "b_scale" ? [["", value]] : entries(value, path);
  return groups.flatMap(([group, steps]) =>
    entries(steps, path).flatMap(([step, fits]) =>
      entries(fits, path).flatMap(([keyValue, fit]) => {
        if (isMap(fit) && fit.size === 0) return [];
        const values = floats(fit, path);
        if (values.length !== names.length) {
          throw unparsable(`${path}: wanted the ${names.length} parameters ${names.join(", ")}, got ${values.length}`);
        }
        return names.map((name, i) =>
          [dataset, path, kind, method, group, step, key, keyValue, childSteps, name, pythonFloat(values[i])].map(
            String,
          )
        );
      })
    )
  );
}

function isMap(value: PickleValue): value is ReadonlyMap<PickleValue, PickleValue> {
  return value instanceof Map;
}

function entries(value: PickleValue, path: string): [PickleValue, PickleValue][] {
  if (isMap(value)) return [...value];
  throw unparsable(`${path}: wanted dictionaries by group, step and seed, got ${typeof value} in the place of one`);
}

function floats(value: PickleValue, path: string): Float64Array {
  if (Array.isArray(value) && value.every((x) => typeof x === "number")) return Float64Array.from(value);
  throw unparsable(`${path}: wanted a list of fitted parameters, got something else`);
}
