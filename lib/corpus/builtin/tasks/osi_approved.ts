/**
 * Task from the SPDX list: is a licence approved by the Open Source Initiative?
 *
 * @module
 */
import { join } from "node:path";
import { type Licence, LICENCES } from "../licence.ts";
import { filesBelow } from "../listing.ts";
import type { TaskSource } from "./task.ts";

/** Characters of a licence that are shown; the longest has fifty times as many. */
const SHOWN = 2000;

/** Licence → Yes or No. One in five is approved. */
export const osiApproved: TaskSource = {
  name: "spdx_osi_approved",
  corpus: "legal",
  definition: "You are given a software licence, or its beginning where it is long. Answer Yes when the Open Source " +
    "Initiative has approved it, otherwise No.",
  category: "Text Categorization",
  languages: ["English", "English"],
  pools: (folder) => {
    const files = filesBelow(join(folder, LICENCES), (path) => path.endsWith(".json"));
    return [{
      length: files.length,
      at(i) {
        const licence: Licence = JSON.parse(Deno.readTextFileSync(join(folder, LICENCES, files[i])));
        return {
          id: files[i].replace(/\.json$/, ""),
          input: beginning(licence.licenseText.trim()),
          output: [licence.osiApproved ? "Yes" : "No"],
        };
      },
    }];
  },
};

/** Whole words of the text's first characters. */
function beginning(text: string): string {
  return text.length <= SHOWN ? text : text.slice(0, SHOWN + 1).replace(/\s+\S*$/, "");
}
