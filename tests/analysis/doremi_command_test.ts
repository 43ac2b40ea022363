/** `deno task analyse doremi-curves`. */
import { deepEqual, equal, match, ok } from "../assert.ts";
import { withFiles } from "../tables/files.ts";
import { runAnalyse } from "./run_analyse.ts";

const analyse = (folder: string, ...args: string[]) => runAnalyse(folder, "doremi-curves", ...args);

/** Two seeds; natural ends at 3 and 2, doremi is there after half of the way in a and never in b. */
const CURVES = `run,seed,step,share:a,share:b,loss:a,loss:b
natural,0,100,0.5,0.5,4,3
natural,0,200,0.5,0.5,3,2
natural,1,100,0.5,0.5,4,3
natural,1,200,0.5,0.5,3,2
doremi,0,100,0.75,0.25,3,3
doremi,0,200,0.75,0.25,2.5,2.25
doremi,1,100,0.7,0.3,3,3
doremi,1,200,0.7,0.3,2.5,2.25
`;
const WEIGHTS = `run,seed,step,average:a,average:b,weight:a,weight:b
proxy/1,0,100,0.75,0.25,0.9,0.1
proxy/1,1,100,0.7,0.3,0.6,0.4
`;

Deno.test("analyse doremi-curves: Mixlab's own runs, as text and as numbers", () =>
  withFiles({}, async (folder) => {
    const { code, out, err } = await analyse(folder);
    deepEqual([code, err], [0, ""]);
    for (const heading of ["DOREMI AGAINST NATURAL", "EVEN AGAINST NATURAL", "WEIGHTS OF THE PROXIES", "(QUOTED)"]) {
      ok(out.includes(heading), heading);
    }
    equal(/NaN|undefined|Infinity|\[object|synthetic/i.exec(out), null);
    const { baseline, runs, weights, rounds } = JSON.parse((await analyse(folder, "--json")).out);
    equal(baseline, "natural");
    deepEqual([runs.doremi.seeds, runs.doremi.steps], [[0, 1, 2], 2000]);
    // What the main runs trained on is what the proxies found.
    const trained = new Map(
      (await Deno.readTextFile(new URL("../../data/doremi_curves.csv", import.meta.url))).trim().split("\n")
        .map((line) => line.split(",")).filter(([run]) => run === "doremi").map((row) => [Number(row[1]), row]),
    );
    for (const { seed, average } of weights) {
      (Object.values(average) as number[]).forEach((share, j) => {
        ok(Math.abs(share - Number(trained.get(seed)![6 + j])) < 1e-12, `seed ${seed}, share ${j}`);
      });
    }
    ok(rounds.every(({ settled }: { settled: unknown }) => settled === null));
  }));

Deno.test("analyse doremi-curves: tables of one's own, in any order, files written", () =>
  withFiles({ "curves.csv": CURVES, "weights.csv": WEIGHTS }, async (folder) => {
    const { code, out, err } = await analyse(folder, "weights.csv", "curves.csv", "--out", "out");
    deepEqual([code, err], [0, ""]);
    match(out, /mean log-perplexity −0\.1250 \(95 % −0\.1250 to −0\.1250\), worst\s−0\.5000/);
    match(out, /better on 1, 1 of 2 domains/);
    match(out, /\nb +2\.0000 +2\.2500 +\+0\.2500 .*never, never +–/);
    match(out, /\na +3\.0000 +2\.5000 .*100, 100 +2\.00/);
    match(out, /stops below 0\.001: seed 0: 0\.2500; seed 1: 0\.2000/);
    const names = [...Deno.readDirSync(`${folder}/out/figures`)].map(({ name }) => name);
    equal(names.filter((name) => name.endsWith(".png")).length, 3);
    const numbers = JSON.parse(await Deno.readTextFile(`${folder}/out/numbers.json`));
    deepEqual(numbers.runs.doremi.worst.reached, [100, 100]);
    deepEqual(numbers.runs.doremi.improved, [["a"], ["a"]]);
    // Another baseline turns it round.
    const other = JSON.parse((await analyse(folder, "curves.csv", "--baseline", "doremi", "--json")).out);
    equal(other.runs.natural.mean.difference.mean, 0.125);
    deepEqual(other.runs.natural.improved, [["b"], ["b"]]);
    deepEqual(other.weights, []);
  }));

Deno.test("analyse doremi-curves: first and interpolated crossings; a planted table says so", () => {
  const lines = CURVES.replaceAll("doremi,0,100,0.75,0.25,3,3", "doremi,0,100,0.75,0.25,3.5,3").trim().split("\n");
  const synthetic = lines.map((line, n) => `${line},${n === 0 ? "synthetic" : "true"}`).join("\n");
  return withFiles({ "curves.csv": synthetic }, async (folder) => {
    const reached = async (...args: string[]) =>
      JSON.parse((await analyse(folder, "curves.csv", "--json", ...args)).out).runs.doremi.targets.a.reached;
    deepEqual(await reached(), [150, 100]);
    deepEqual(await reached("--crossing", "first"), [200, 100]);
    match((await analyse(folder, "curves.csv")).out, /SYNTHETIC: the losses were computed from a planted law/);
  });
});

Deno.test("analyse doremi-curves: bad input ends with exit code 2 and says what is wrong", () =>
  withFiles({
    "curves.csv": CURVES,
    "weights.csv": WEIGHTS,
    "other.csv": WEIGHTS.replaceAll(":b", ":c"),
    "gap.csv": CURVES.replace("doremi,0,100,", "doremi,0,150,"),
    "short.csv": CURVES.replace("doremi,0,200,0.75,0.25,2.5,2.25\n", ""),
    "many.csv": CURVES.replaceAll(/^natural,/gm, "n1,") +
      Array.from({ length: 20 }, (_, n) => `r${n},0,100,0.5,0.5,3,3\n`).join(""),
    "bare.csv": WEIGHTS.split("\n", 1)[0] + "\n",
    "alone.csv": CURVES.replaceAll("natural,1", "natural,2"),
  }, async (folder) => {
    for (
      const [args, message] of [
        [
          ["curves.csv", "--baseline", "even"],
          /baseline: wanted a run of .*curves\.csv, which has natural, doremi, got "even"/,
        ],
        [["many.csv"], /which has n1, doremi, r0, r1, r2, r3, r4, r5 and 14 more, got "natural"/],
        [["curves.csv", "bare.csv"], /bare\.csv: a header and no rows/],
        [["curves.csv", "--where", "run=natural"], /wanted a run beside the baseline natural/],
        [["curves.csv", "--crossing", "last"], /crossing: wanted interpolated, first/],
        [["weights.csv"], /doremi-curves: wanted a table of evaluations, got weights\.csv/],
        [["curves.csv", "weights.csv", "other.csv"], /weights: wanted proxies of the same domains, got a, b and a, c/],
        [["gap.csv"], /run doremi, seed 0: wanted the baseline's steps, 100, 200, got 150, 200/],
        [["short.csv"], /run doremi, seed 0: wanted it to end at the baseline's last step, 200, got 100/],
        [["alone.csv"], /run doremi: wanted a baseline of its seed, 1, got seeds 0, 2/],
        [["nothing.csv"], /nothing\.csv: there is no such file/],
      ] as const
    ) {
      const { code, out, err } = await analyse(folder, ...args);
      equal(code, 2, `${args}: ${err}`);
      match(err, message);
      equal(out, "");
      ok(!err.includes("    at "), "no stack");
    }
  }));
