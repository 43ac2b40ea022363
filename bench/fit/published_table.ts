/**
 * Where the published tables are that are measured on.
 *
 * @module
 */
import { ROOT } from "./child.ts";

const FOLDERS = [Deno.env.get("MIXLAB_REFERENCE"), `${ROOT}../shared/reference`, `${ROOT}tables`];

/** The path of a published table, or how to get it. */
export function publishedTable(name: string): { path: string } | { missing: string } {
  const folders = FOLDERS.filter((folder) => folder !== undefined);
  for (const folder of folders) {
    try {
      if (Deno.statSync(`${folder}/${name}`).isFile) return { path: `${folder}/${name}` };
    } catch { /* not in this one */ }
  }
  const how = name.startsWith("dml/")
    ? "its authors declare no licence, so `deno task tables` does not fetch it: put a copy into a folder of your own " +
      `as ${name} and name that folder with MIXLAB_REFERENCE`
    : "`deno task tables` fetches it";
  return { missing: `not measured: there is no ${name} (looked in ${folders.join(", ")}); ${how}` };
}
