/**
 * Tables of methods from the folders of `deno task mix`: a row a method, seed and split, or with `--rounds` a row a round.
 *
 *     deno run --allow-read data/methods_tables.ts [--rounds] SETTING=FOLDER,FOLDER… … > TABLE
 */
import { readMixResults } from "../analysis/mod.ts";
import { writeCsv } from "../lib/tables/csv.ts";
import { writeTable } from "../mod.ts";

const settings = Deno.args.filter((arg) => arg !== "--rounds").map((arg) => {
  const [setting, folders = ""] = arg.split("=");
  return [setting, folders.split(",")];
});
const { table, rounds } = await readMixResults(Object.fromEntries(settings));
const roundRows = () => [
  ["method", "setting", "run", "seed", "step", "end", ...table.domains.map((domain) => `share:${domain}`)],
  ...rounds.map(({ method, setting, run, seed, step, end, shares }) => [
    ...[method, setting!, run, `${seed}`, `${step}`, `${end}`],
    ...shares.map(String),
  ]),
];
const text = Deno.args.includes("--rounds") ? writeCsv(roundRows()) : writeTable(table);
await Deno.stdout.write(new TextEncoder().encode(text));
