/**
 * The weights of DoReMi's proxies, out of the folder that `deno task mix --method doremi` wrote: data/doremi_weights.csv
 * (weights and their running mean over updates, by seed), and data/doremi_mixtures_SEED.csv, the averaged weights of each
 * seed for `deno task sweep plan --mixtures`.
 *
 *     deno run --allow-read --allow-write data/doremi_weights.ts runs/doremi
 */
import { join } from "node:path";
import { writeCsv } from "../lib/tables/csv.ts";

interface Round {
  readonly run: string;
  readonly seed: number;
  readonly step: number;
  readonly steps: number;
  readonly mixture: Readonly<Record<string, number>>;
  readonly weights?: Readonly<Record<string, number>>;
}

const [folder] = Deno.args;
if (folder === undefined) throw new TypeError("wanted the folder that deno task mix wrote, got nothing");
const path = join(folder, "rounds.jsonl");
const rounds = (await Deno.readTextFile(path)).trim().split("\n").map((line): Round => JSON.parse(line))
  .filter(({ run, weights }) => run.startsWith("proxy/") && weights !== undefined);
if (rounds.length === 0) throw new TypeError(`${path}: wanted rounds of a proxy, got none`);
const domains = Object.keys(rounds[0].mixture);
const out = (name: string, rows: readonly (readonly (string | number)[])[]) =>
  Deno.writeTextFile(new URL(name, import.meta.url), writeCsv(rows.map((row) => row.map(String))));

await out("doremi_weights.csv", [
  ["run", "seed", "step", ...["average", "weight"].flatMap((what) => domains.map((domain) => `${what}:${domain}`))],
  ...rounds.map(({ run, seed, step, steps, mixture, weights }) => [
    ...[run, seed, step + steps],
    ...domains.map((domain) => mixture[domain]),
    ...domains.map((domain) => weights![domain]),
  ]),
]);
for (const seed of new Set(rounds.map((round) => round.seed))) {
  const { mixture } = rounds.findLast((round) => round.seed === seed)!;
  await out(`doremi_mixtures_${seed}.csv`, [
    ["run", ...domains.map((domain) => `share:${domain}`)],
    ["doremi", ...domains.map((domain) => mixture[domain])],
  ]);
}
