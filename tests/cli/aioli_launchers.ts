/** The calls of main.py in Aioli's launchers, as command lines: shell loops at their first value. */
import { parseCsv } from "../../lib/tables/csv.ts";

/** One call. */
export interface LauncherCall {
  readonly script: string;
  readonly args: readonly string[];
  /** Flags with their values, by the flag's whole name. */
  readonly columns: readonly (readonly [string, string])[];
}

const LISTS = ["slice_list", "proportions", "aioli_prior"];

/** Reads `script_runs.csv` of the reference folder. */
export function launcherCalls(path: string): LauncherCall[] {
  const { header, rows } = parseCsv(Deno.readTextFileSync(path), path);
  return rows.map((row) => {
    const columns: [string, string][] = [], args: string[] = [];
    header.forEach((name, n) => {
      const text = row[n].replace(/\{([^ }]+)[^}]*\}/g, "$1");
      if (text === "" || ["script", "invocation", "seeds_loop"].includes(name)) return;
      if (name === "unknown_or_other_flags") args.push(`--${text}`);
      else if (text === "true") args.push(`--${name}`);
      else args.push(`--${name}`, ...(LISTS.includes(name) ? text.split(" ") : [text]));
      if (name !== "unknown_or_other_flags") columns.push([name === "model" ? "model_name" : name, text]);
    });
    return { script: row[header.indexOf("script")], args, columns };
  });
}
