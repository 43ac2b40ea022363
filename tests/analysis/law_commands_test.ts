/** `deno task analyse static-law` and `dynamic-law` as processes. */
import { join } from "node:path";
import { lawFromParameters } from "../../lib/laws/load_law.ts";
import { lawWorld } from "../../lib/methods/simulated/law_world.ts";
import { linearWorld } from "../../lib/methods/simulated/linear_world.ts";
import { writeTable } from "../../lib/tables/write_table.ts";
import { deepEqual, equal, match, ok } from "../assert.ts";
import { withFiles } from "../tables/files.ts";
import { mixtures, segmentRuns, staticRuns } from "./planted_tables.ts";
import { runAnalyse } from "./run_analyse.ts";

const law = lawFromParameters("log-linear", ["a", "b"], [
  { target: "a", parameters: { c: 1, "v:a": -2, "v:b": 0.2 } },
  { target: "b", parameters: { c: 2, "v:a": 0.3, "v:b": -1 } },
]);
const world = linearWorld({ domains: ["a", "b"], A_km: [[0.02, 0], [0.001, 0.01]], start_k: [6, 6] });
const FILES = {
  "static.csv": writeTable(
    await staticRuns(lawWorld(law, { start_k: [6, 6], steps: 20 }), {
      ...{ shares: mixtures(10, 2, 1), seeds: [0, 1], steps: 20, noise: 0.02 },
    }),
  ),
  "segments.csv": writeTable(
    await segmentRuns(world, {
      ...{ parents: mixtures(3, 2, 1), children: mixtures(6, 2, 2), breakAt: 20, length: 10, noise: 0.001 },
    }),
  ),
};

Deno.test("analyse static-law: a report in words, a folder of files, and the numbers as one JSON document", () =>
  withFiles(FILES, async (folder) => {
    const args = ["static-law", "static.csv", "--bootstrap", "20", "--no-published"];
    const { code, out, err } = await runAnalyse(folder, ...args, "--out", "found");
    deepEqual([code, err], [0, ""]);
    match(out, /^Static mixing law\nSYNTHETIC: The losses of static\.csv come from a planted law/);
    match(out, /static\.csv: R² 0\.99\d ± 0\.0\d+ in sample, 0\.9\d+ ± 0\.0\d+ with each mixture left out \(4 fits/);
    match(out, /closed form apart by at most/);
    match(out, /WHAT THE PAPER SAYS\nQuoted, not computed here\./);
    equal(/published static laws/.test(out), false);
    equal(/NaN|undefined|Infinity|\[object/.exec(out), null, out);
    const names = [...Deno.readDirSync(join(folder, "found"))].map(({ name }) => name).sort();
    deepEqual(names, ["figures", "numbers.json", "report.html"]);
    match(await Deno.readTextFile(join(folder, "found/report.html")), /class="synthetic"/);
    const { out: json } = await runAnalyse(folder, ...args, "--json");
    equal(json, await Deno.readTextFile(join(folder, "found/numbers.json")));
    const { tables: [{ forms, synthetic, runs }], published } = JSON.parse(json);
    deepEqual([synthetic, runs, forms.length, published], [true, 20, 3, undefined]);
    ok(Math.abs(forms[0].all.parameters.a["v:a"] - -2) < 0.3, JSON.stringify(forms[0].all.parameters));
    // other refits: intervals change, nothing else
    const other = JSON.parse((await runAnalyse(folder, ...args, "--json", "--seed", "1")).out).tables[0].forms;
    deepEqual(other[0].perFit, forms[0].perFit);
    ok(other[0].all.best.intervals.a[0] !== forms[0].all.best.intervals.a[0]);
  }));

Deno.test("analyse static-law: without a table Mixlab's own sweeps; with --where one seed of them", () =>
  withFiles({}, async (folder) => {
    const { out, err } = await runAnalyse(folder, "static-law", "--where", "seed=0", "--bootstrap", "0");
    equal(err, "");
    match(out, /three_domains\.csv: R² 0\.959 ± 0\.0\d+ in sample, .*\(3 fits/s);
    match(out, /six_domains\.csv: R² 0\.968/);
    match(out, /95 % interval not\s+known/);
    match(out, /AIOLI'S PUBLISHED STATIC LAWS\naioli\/law_params\.csv/);
  }));

Deno.test("analyse dynamic-law: a report in words and the numbers as one JSON document", () =>
  withFiles(FILES, async (folder) => {
    const { code, out, err } = await runAnalyse(
      folder,
      "dynamic-law",
      "segments.csv",
      "--no-published",
      "--out",
      "found",
    );
    deepEqual([code, err], [0, ""]);
    match(out, /^Linear dynamic mixing law: segments\.csv\nSYNTHETIC: The losses come from a planted law/);
    match(out, /Step 20: R² 0\.9\d+ ± 0\.\d+ in sample, 0\.9\d+ ± 0\.\d+ with each child left out \(6 fits/);
    match(out, /below 0, the\s+loss falls/);
    equal(/NaN|undefined|Infinity|\[object/.exec(out), null, out);
    const { steps: [{ parents }], synthetic } = JSON.parse(await Deno.readTextFile(join(folder, "found/numbers.json")));
    deepEqual([synthetic, parents.length], [true, 3]);
    for (const { a_km } of parents) ok(Math.abs(a_km[0][0] + 0.2) < 0.02 && Math.abs(a_km[1][1] + 0.1) < 0.02);
  }));

Deno.test("analyse: bad tables and options are refused with exit code 2, by name", () =>
  withFiles({ ...FILES, "empty.csv": "" }, async (folder) => {
    const refused = async (wanted: RegExp, ...args: string[]) => {
      const { code, err } = await runAnalyse(folder, ...args);
      equal(code, 2, err);
      match(err, wanted);
    };
    await refused(/nowhere\.csv: there is no such file/, "static-law", "nowhere.csv");
    await refused(/empty\.csv:1:1: the file is empty/, "dynamic-law", "empty.csv");
    await refused(/static\.csv: wanted loss_start:<target> columns/, "dynamic-law", "static.csv");
    await refused(/segments\.csv: wanted runs of one step, got /, "static-law", "segments.csv");
    await refused(/bootstrap: wanted a whole number ≥ 0/, "static-law", "static.csv", "--bootstrap", "-1");
    await refused(
      /--out: wanted a folder, got static\.csv, which is a file/,
      "static-law",
      "static.csv",
      "--out",
      "static.csv",
    );
    await refused(
      /--out: static\.csv\/x: wanted a folder, got a file/,
      "dynamic-law",
      "segments.csv",
      "--out",
      "static.csv/x",
    );
    await refused(/--bootstrap/, "dynamic-law", "segments.csv", "--bootstrap", "20");
  }));
