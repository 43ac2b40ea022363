/** `deno task analyse rank-transfer` as a process. */
import { deepEqual, equal, match, ok } from "../assert.ts";
import { withFiles } from "../tables/files.ts";
import { csv, mixtures, planted, table } from "../cli/fit_process.ts";
import { runAnalyse } from "./run_analyse.ts";

const analyse = (folder: string, ...args: string[]) => runAnalyse(folder, "rank-transfer", ...args);

const FEW = ["--laws", "log-linear", "--draws", "2000", "--average", "20", "--bootstrap", "20", "--subsets", "2"];
const SMALL = csv(table(mixtures(14, 1))), LARGE = csv(table(mixtures(10, 2), (t, p) => planted(t, p) - 0.5));

Deno.test("analyse rank-transfer: without a table Mixlab's own two sizes", () =>
  withFiles({}, async (folder) => {
    const { code, out, err } = await analyse(folder, ...FEW, "--json");
    deepEqual([code, err], [0, ""]);
    const { laws, measured, seen, byRuns, best, without } = JSON.parse(out);
    deepEqual([laws.length, laws[0].law, seen, without], [1, "log-linear", 24, []]);
    deepEqual(laws[0].targets.map((one: { target: string }) => one.target), ["legal", "python", "scripture"]);
    ok(laws[0].meanSpearman > 0.98 && measured.mean.spearman < 0.9);
    deepEqual(byRuns[0].counts.map((one: { mixtures: number }) => one.mixtures), [6, 12, 24]);
    ok(Math.abs(Object.values<number>(best[0].mixture).reduce((a, b) => a + b) - 1) < 1e-9);
  }));

Deno.test("analyse rank-transfer: --judge takes the larger model's runs from another file, and --out writes a report", () =>
  withFiles({ "small.csv": SMALL, "large.csv": LARGE }, async (folder) => {
    const { code, out, err } = await analyse(folder, "small.csv", "--judge", "large.csv", ...FEW, "--out", "out");
    deepEqual([code, err], [0, ""]);
    match(
      out,
      /log-linear, fitted to small\.csv, ranks the runs of large\.csv with Spearman 1\.000, mean over the targets/,
    );
    match(out, /Quoted or computed before, not computed here/);
    equal(/NaN|undefined|Infinity|\[object/.exec(out), null);
    match(Deno.readTextFileSync(`${folder}/out/report.html`), /^<!doctype html>/i);
    const numbers = JSON.parse(Deno.readTextFileSync(`${folder}/out/numbers.json`));
    deepEqual([numbers.seen, numbers.measured, numbers.laws[0].mean.spearman], [0, null, 1]);
    ok(Math.abs(numbers.laws[0].targets[0].bias - 0.5) < 1e-4);
  }));

Deno.test("analyse rank-transfer: one target, a prior, and the small model's own runs of the larger one's mixtures", () =>
  withFiles(
    { "s.csv": SMALL, "l.csv": LARGE, "own.csv": csv(table(mixtures(10, 2), planted, 0.2)) },
    async (folder) => {
      const args = [
        "s.csv",
        "--judge",
        "l.csv",
        "--measured",
        "own.csv",
        "--target",
        "x",
        "--prior",
        "a=0.9,b=0.05,c=0.05",
      ];
      const { code, out, err } = await analyse(folder, ...args, ...FEW, "--json");
      deepEqual([code, err], [0, ""]);
      const { targets, measured, best } = JSON.parse(out);
      deepEqual(targets, ["x"]);
      ok(measured.mean.spearman < 1 && measured.mean.runs === 10);
      ok(best[0].mixture.a > 0.9, "the target likes a");
    },
  ));

const THREE = [
  "run,parameters,share:q,share:r,loss:x",
  ...[10, 20, 40].map((size, n) => `${n},${size},0.5,0.5,2`),
].join("\n");

Deno.test("analyse rank-transfer: what is wrong is said, with exit code 2", () =>
  withFiles(
    {
      "small.csv": SMALL,
      "other.csv": "run,share:q,share:r,loss:x\n1,0.5,0.5,2\n",
      "three.csv": THREE,
      "few.csv": csv(table(mixtures(2, 1))),
    },
    async (folder) => {
      const cases: [string[], RegExp][] = [
        [
          ["small.csv"],
          /small\.csv: wanted runs of two sizes of model in its column parameters, got none; .*--judge FILE/,
        ],
        [
          ["three.csv"],
          /three\.csv: wanted runs of two sizes of model, got 10, 20, 40 parameters; choose two with --where/,
        ],
        [["none.csv"], /none\.csv/],
        [["small.csv", "--judge", "other.csv"], /other\.csv/],
        [["small.csv", "--judge", "small.csv", "--target", "z"], /"?z"?/],
        [
          ["three.csv", "--judge", "small.csv"],
          /three\.csv: wanted runs of one size of model beside --judge, got 10, 20, 40/,
        ],
        [
          ["few.csv", "--judge", "small.csv"],
          /few\.csv: wanted runs that one of the laws can be fitted to, got none: /,
        ],
        [
          ["small.csv", "--judge", "small.csv", "--measured", "few.csv"],
          /measured: wanted runs of 3 mixtures of small\.csv/,
        ],
        [["small.csv", "--judge", "small.csv", "--measured", "other.csv"], /measured: wanted losses of /],
        [
          ["small.csv", "--judge", "small.csv", "--laws", "linear,linear"],
          /laws: wanted each law once, got linear twice/,
        ],
        [["small.csv", "--judge", "small.csv", "--laws", "lineer"], /Did you mean linear\?/],
        [
          ["small.csv", "--judge", "small.csv", "--counts", "99"],
          /counts: wanted whole numbers from 1 to 14 mixtures, got 99/,
        ],
        [["small.csv", "--judge", "small.csv", "--prior", "even"], /prior: wanted shares by domain/],
        [["small.csv", "--judge", "small.csv", "--top", "0"], /top/],
        [
          ["small.csv", "--judge", "small.csv", "--average", "5000", "--draws", "10"],
          /top: wanted a whole number from 1 to the 10/,
        ],
      ];
      for (const [args, wanted] of cases) {
        const { code, out, err } = await analyse(
          folder,
          ...args,
          ...FEW.filter((_, i) => !args.includes(FEW[i - (i % 2)])),
        );
        equal(code, 2, `${args.join(" ")}: ${err}`);
        equal(out, "");
        match(err, wanted);
      }
    },
  ));
