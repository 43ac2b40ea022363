/** The command `deno task fit` with what it cannot use: one line that says what to do, exit code 2, nothing else. */
import { deepEqual, equal, match } from "../assert.ts";
import { withFiles } from "../tables/files.ts";
import { csv, fit, mixtures, table } from "./fit_process.ts";

const GOOD = table(mixtures(12, 1));
/** The good table with the cells of its fourth run changed: line 5. */
const changed = (change: (cells: string[]) => string[]) =>
  csv(GOOD.map((line, i) => i === 4 ? change(line.split(",")).join() : line));
const withCell = (field: number, text: string) => changed((cells) => cells.with(field, text));
const everywhere = (field: number, text: string) =>
  csv(GOOD.map((line, i) => i === 0 ? line : line.split(",").with(field, text).join()));
/** Where a cell of line 5 begins. */
const column = (field: number) => GOOD[4].split(",").slice(0, field).join().length + (field > 0 ? 2 : 1);

const files: Record<string, string | Uint8Array> = {
  "good.csv": csv(GOOD),
  "word.csv": withCell(1, "abc"),
  "word_loss.csv": withCell(4, "1.2.3"),
  "nan.csv": withCell(4, "NaN"),
  "infinite.csv": withCell(4, "Infinity"),
  "negative.csv": withCell(1, "-0.1"),
  "sum.csv": changed(([run, , , , ...losses]) => [run, "0.2", "0.2", "0.3", ...losses]),
  "missing.csv": withCell(4, ""),
  "missing_share.csv": withCell(2, ""),
  "short.csv": changed((cells) => cells.slice(0, 5)),
  "long.csv": changed((cells) => [...cells, "1"]),
  "twice.csv": withCell(0, "r1"),
  "flat.csv": everywhere(4, "2.5"),
  "one.csv": csv(GOOD.slice(0, 2)),
  "three.csv": csv(GOOD.slice(0, 4)),
  "same.csv": csv([GOOD[0], ...[1, 2, 3, 4, 5, 6].map((n) => `r${n},0.2,0.3,0.5,${2 + n / 9},${1 + n / 7}`)]),
  "empty.csv": "",
  "blank.csv": "\n\n",
  "header.csv": csv(GOOD.slice(0, 1)),
  "text.txt": "hello\nworld\n",
  "latin1.csv": Uint8Array.from(csv(GOOD).replace("loss:x", "loss:é"), (c) => c.charCodeAt(0)),
  "broken.json": '{"format": "mixlab/law",\n "domains": [}',
  "other.json": '{"law": "log-linear"}',
  "cut.json":
    '{"format": "mixlab/law", "version": 1, "law": "log-linear", "domains": ["a"], "targets": ["x"], "theta": [[1]]}',
  "list.json": "[1]",
  "words.json": '{"a": "much"}',
};

/** Runs the cases, a few at a time, and holds each to one line on standard error. */
async function refused(cases: readonly (readonly [string[], RegExp])[], more: Record<string, Uint8Array> = {}) {
  await withFiles({ ...files, ...more }, async (folder) => {
    for (let i = 0; i < cases.length; i += 4) {
      await Promise.all(
        cases.slice(i, i + 4).map(async ([args, message]) => {
          const { code, out, err } = await fit(folder, ...args), what = args.join(" ");
          deepEqual([code, out], [2, ""], `${what}: ${err}`);
          match(err, message, what);
          match(err, /^mixlab: [^\n]+\n$/, `${what}: wanted one line and no stack`);
          equal(/NaN(?!")|undefined|\[object/.exec(err), null, `${what}: ${err}`);
        }),
      );
    }
  });
}

const begins = (text: string) => new RegExp("^" + RegExp.escape(`mixlab: ${text}`));

Deno.test("fit refuses cells and rows, with file, line and column", () =>
  refused([
    [["word.csv"], begins(`word.csv:5:${column(1)}: share:a is "abc"; wanted a number ≥ 0`)],
    [["word_loss.csv"], begins(`word_loss.csv:5:${column(4)}: loss:x is "1.2.3"; wanted a number ≥ 0`)],
    [["nan.csv"], begins(`nan.csv:5:${column(4)}: loss:x is missing ("NaN")`)],
    [["infinite.csv"], begins(`infinite.csv:5:${column(4)}: loss:x is "Infinity"; wanted a number`)],
    [["negative.csv"], begins(`negative.csv:5:${column(1)}: share:a is -0.1; wanted a number ≥ 0`)],
    [["sum.csv"], begins("sum.csv:5:4: the shares of this row sum to 0.7; wanted 1 ± 0.01")],
    [["missing.csv"], begins(`missing.csv:5:${column(4)}: loss:x is missing; wanted a number`)],
    [["missing_share.csv"], begins(`missing_share.csv:5:${column(2)}: share:b is missing; wanted a number`)],
    [["short.csv"], begins(`short.csv:5:${column(4)}: this row has 5 cells; wanted 6`)],
    [["long.csv"], /^mixlab: long\.csv:5:\d+: this row has 7 cells; wanted 6/],
    [["twice.csv"], begins("twice.csv:5:1: this row has the same run, seed, step and labels as twice.csv:3:1")],
    [["flat.csv"], begins(`flat.csv:1:${GOOD[0].indexOf("loss:x") + 1}: x has the same loss 2.5 in all 12 runs`)],
    [["flat.csv", "--law", "auto"], /leave it out with --targets/],
    [["latin1.csv"], begins(`latin1.csv:1:${GOOD[0].indexOf("loss:x") + 6}: byte 0xE9 is not UTF-8; save the file as`)],
    [["empty.csv"], begins("empty.csv:1:1: the file is empty; wanted a header and rows")],
    [["blank.csv"], begins("blank.csv:1:1: the file is empty")],
    [["good.csv", "--predict", "sum.csv"], begins("sum.csv:5:4: the shares of this row sum to 0.7")],
    [["--load", "broken.json"], begins('broken.json:2:14: not JSON: wanted a value, got "}"')],
  ]));

Deno.test("fit refuses files that are no tables, and tables that are too small", () =>
  refused([
    [["one.csv"], /^mixlab: one\.csv: log-linear has 4 parameters a target for 3 domains and needs as many .* has 1$/m],
    [["three.csv"], /^mixlab: three\.csv: log-linear has 4 parameters .*; the table has 3$/m],
    [["one.csv", "--law", "auto"], /no law can be judged by leaving out: log-linear: .*; linear: .*; m1: /],
    [["three.csv", "--law", "auto"], /log-linear has 4 parameters .*; linear: one mixture less is too few/],
    [["same.csv"], /^mixlab: same\.csv: log-linear has 4 parameters .* different mixtures; the table has 1$/m],
    [["header.csv"], begins("header.csv: a header and no rows; wanted at least one run")],
    [["text.txt"], /^mixlab: text\.txt: no columns of shares; .*--domains; the columns are hello$/m],
    [["."], begins(".: wanted a file, or Aioli's output folder; got a directory")],
    [["none.csv"], begins("none.csv: there is no such file")],
    [["good.csv", "--predict", "none.csv"], begins("none.csv: there is no such file")],
    [["good.csv/below"], begins("good.csv/below: ")],
    [[""], begins('"": not a file name')],
    [["good.csv", "good.csv"], begins("good.csv: run r0 stands in good.csv too")],
    [["--load", "none.json"], begins("none.json: there is no such file")],
    [["--load", "other.json"], begins('other.json: no saved law: wanted an object with "format": "mixlab/law"')],
    [["--load", "list.json"], begins("list.json: no saved law: ")],
    [["--load", "cut.json"], begins("cut.json: theta[0] (x): wanted 2 finite numbers (c, v:a), got ")],
    [["--load", "."], begins(".: wanted a file, got a directory")],
  ]));

Deno.test("fit refuses a line of 200 MB after its first piece", async () => {
  const line = new Uint8Array(200_000_000).fill(49);
  await refused([[["endless.csv"], begins("endless.csv:1:1048577: this line is longer than 1 MiB")]], {
    "endless.csv": line,
  });
});

Deno.test("fit refuses options, and says what it wanted", () => {
  const good = (...args: string[]) => ["good.csv", "--bootstrap", "0", ...args];
  return refused([
    [good("--hubber", "1"), begins("unknown option --hubber, did you mean --huber?; see --help")],
    [good("--huber=x", "--zzz"), begins("unknown option --zzz; see --help")],
    [good("--law", "m44"), /^mixlab: law: wanted one of log-linear, .*; got "m44"/],
    [good("--law"), begins("option --law wants a value, got nothing")],
    [good("--law", "--json"), begins("option --law wants a value, got the option --json")],
    [good("--json=yes"), begins('option --json takes no value, got "yes"')],
    [good("--seed", "1", "--seed", "2"), begins("option --seed is given twice")],
    [good("--huber", "0"), begins('--huber: wanted a number > 0, got "0"')],
    [good("--huber", "-1"), begins('--huber: wanted a number > 0, got "-1"')],
    [good("--huber", "abc"), begins('--huber: wanted a number > 0, got "abc"')],
    [good("--huber", "Infinity"), begins('--huber: wanted a number > 0, got "Infinity"')],
    [good("--kl", "-1"), begins('--kl: wanted a number ≥ 0, got "-1"')],
    [good("--seed", "1.5"), begins('--seed: wanted a whole number ≥ 0, got "1.5"')],
    [["good.csv", "--bootstrap", "many"], begins('--bootstrap: wanted a whole number ≥ 0, got "many"')],
    [["good.csv", "--bootstrap", "1e9"], /^mixlab: bootstrap: wanted a whole number of replicates from 0 to 100000/],
    [good("--tolerance", "-1"), begins('--tolerance: wanted a number ≥ 0, got "-1"')],
    [good("--cap", "a=0.2,b=0.2,c=0.2"), /^mixlab: caps: wanted largest shares that sum to at least 1, got 0\.6/],
    [good("--cap", "code=0.2"), /^mixlab: caps: there is no domain "code".* The domains are a, b, c$/m],
    [good("--cap", "a=x"), begins('--cap a: wanted a number, got "x"')],
    [good("--cap", "a=1.5"), begins("caps.a: wanted a share from 0 to 1, got 1.5")],
    [good("--cap", "a=0.5,a=0.6"), begins("--cap: a is given twice")],
    [good("--cap", "none.json"), begins("none.json: there is no such file")],
    [good("--cap", "list.json"), begins("list.json: --cap wanted an object of names and numbers")],
    [good("--cap", "words.json"), begins('words.json: a: wanted a number, got "much"')],
    [good("--floor", "a=0.9,b=0.9"), begins("floors: wanted a sum of at most 1, got 1.8")],
    [good("--objective", "z"), /^mixlab: --objective: wanted mean, worst, .* one of the targets x, y; got "z"$/m],
    [good("--objective", "words.json"), begins('words.json: a: wanted a number, got "much"')],
    [good("--objective", "none.json"), begins("none.json: there is no such file")],
    [good("--prior", "a=-1,b=1,c=1"), begins("prior.a: wanted a finite number ≥ 0, got -1")],
    [good("--mixture", "a=1,b=1,c=1"), begins("--mixture: wanted shares that sum to 1 (± 0.001), got the sum 3")],
    [good("--mixture", "a=0.5,b=0.5"), begins("--mixture: wanted a number for every domain, got none for c")],
    [good("--mixture", "none.yaml"), begins("none.yaml: there is no such file")],
    [good("--critical", "a"), begins("--critical needs --base-loss beside it")],
    [good("--critical", "z", "--base-loss", "2"), /there is no domain "z"/],
    [good("--critical", "a", "--base-loss", "2", "--objective", "worst"), begins("--critical wants one loss: ")],
    [good("--tokens", "a=1e9"), begins("--tokens needs --budget beside it")],
    [
      good("--tokens", "a=1,b=1,c=1", "--budget", "100"),
      /^mixlab: caps: .*\(97 tokens of the budget\); allow more epochs/,
    ],
    [good("--tokens", "a=-1,b=1,c=1", "--budget", "1"), begins("tokens.available.a: wanted a finite number ≥ 0")],
    [good("--epochs", "2"), begins("--epochs needs --tokens beside it")],
    [good("--where", "size=1"), /^mixlab: good\.csv: --where names "size", which is no column; the columns are run, /],
    [good("--where", "run=r99"), /^mixlab: good\.csv: --where run=r99 leaves no row/],
    [good("--where", "run"), begins("--where:1:4: wanted an operator")],
    [good("--domains", "a,z"), /^mixlab: good\.csv: --domains names "z", which is no column/],
    [good("--targets", "z"), /^mixlab: good\.csv: --targets names "z", which is no column/],
    [good("--predict-where", "run=r1"), begins("--predict-where needs --predict beside it")],
    [good("--law", "linear-dynamic"), /^mixlab: good\.csv: linear-dynamic is a law of segments/],
    [good("--load", "other.json"), begins("--load fits nothing: wanted no TABLE, got good.csv")],
    [["--load", "other.json", "--law", "m1"], begins("--law is for fitting")],
    [good("--out", "good.csv"), begins("--out: wanted a folder, got good.csv, which is a file")],
    [good("--out", "good.csv/below"), begins("--out: wanted a folder, got good.csv/below, which is a file")],
    ...(Deno.build.os === "linux"
      ? [[good("--out", "/proc/mixlab"), begins("--out: cannot write in /proc/mixlab: ")] as const]
      : []),
    [good("--out="), begins("option --out wants a value, got nothing")],
  ]);
});
