/**
 * The weights of DoReMi's proxies, out of the folder that `deno task mix --method doremi` wrote: data/doremi_weights.csv
 * (weights and their running mean over updates, by seed), and data/doremi_mixtures_SEED.csv, the averaged weights of each
 * seed for `deno task sweep plan --mixtures`.
 *
 *     deno run --allow-read --allow-write data/doremi_weights.ts runs/doremi
 */
import { join } from "node:path";
import { averageAsMixture } from "../analysis/doremi_curves/average_as_mixture.ts";
import { proxyRounds } from "../analysis/doremi_curves/weights_of_rounds.ts";
import { writeWeights } from "../analysis/doremi_curves/weights_over_steps.ts";

const [folder] = Deno.args;
if (folder === undefined) throw new TypeError("wanted the folder that deno task mix wrote, got nothing");
const path = join(folder, "rounds.jsonl"), proxies = proxyRounds(await Deno.readTextFile(path), path);
const out = (name: string, text: string) => Deno.writeTextFile(new URL(name, import.meta.url), text);
await out("doremi_weights.csv", writeWeights(proxies));
for (const proxy of proxies) await out(`doremi_mixtures_${proxy.seed}.csv`, averageAsMixture(proxy));
