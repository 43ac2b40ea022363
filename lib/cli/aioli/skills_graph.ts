/**
 * `deno task aioli skills-graph`: Skill-It's graph out of runs on one domain each.
 *
 *     G_ji = (L_i(start) − L_i(end)) / L_i(start)   on val, after training on domain j alone
 *
 * Source: `skills_graph` of HazyResearch/aioli, commit a236112, mixing_law_fitting.py, which cannot run: with a seed it drops
 * the folder's name, and it asks for test losses at the start that no trainer writes. Here they are val losses.
 *
 * @module
 */
import { join } from "node:path";
import { outOfRange, wrongKind } from "../../errors.ts";
import { writeWhole } from "../../files/write_whole.ts";
import { skillItGraph } from "../../methods/skill_it_graph.ts";
import { encodeNpy } from "../../tables/encode_npy.ts";
import { numberOption } from "../option_values.ts";
import { textTable } from "../text_table.ts";
import { type FoundRun, runsBelow, sharesOfRun } from "./runs_below.ts";
import { subArguments, type SubFlag, subHelp } from "./sub_arguments.ts";

const FLAGS: Readonly<Record<string, SubFlag>> = {
  run_dir: { value: "DIR", help: "folder of the results, or one above", required: true },
  seed: { value: "S", help: "seed of the runs", required: true },
  start: { value: "T", help: "checkpoint to begin from (default 0)" },
  end: { value: "T", help: "checkpoint to end at (default 2857, a 14th of 40,000 updates)" },
};

/** The command. */
export async function skillsGraphCommand(args: string[]): Promise<number> {
  const values = subArguments(args, "skills-graph", FLAGS);
  if (values === "help") {
    console.log(
      `Skill-It's graph: how much of each domain's val loss a run on one domain alone takes away, by the domain trained on
(rows) and the domain evaluated (columns), both in the order of the runs' names. Written to DIR/skills_graph_<seed>.npy.
As published the command cannot run: it loses the folder's name, and wants test losses where there are none.

${subHelp(FLAGS)}`,
    );
    return 0;
  }
  const folder = values.run_dir!, whole = (name: string) => numberOption(name, values[name], { least: 0, whole: true });
  const seed = whole("seed")!, start = whole("start") ?? 0, end = whole("end") ?? 2857;
  const { domains, graph, runs, notes } = await graphOfRuns(folder, { seed, start, end });
  const path = join(folder, `skills_graph_${seed}.npy`), m = domains.length;
  writeWhole(path, encodeNpy({ shape: [m, m], data: graph.flat() }));
  for (const note of notes) console.log(note);
  console.log(runs.map((run, j) => `${domains[j]}: ${run}`).join("\n"));
  const rows = graph.map((row, j) => [domains[j], ...row.map((effect) => effect.toFixed(4))]);
  console.log(`\n${textTable(["trained on", ...domains], rows)}\n\nWritten\n  ${path}`);
  return 0;
}

/**
 * The graph.
 *
 * @throws {TypeError | RangeError} when the runs are not there, or there are several of a domain.
 */
export async function graphOfRuns(
  folder: string,
  { seed, start, end }: { readonly seed: number; readonly start: number; readonly end: number },
): Promise<{ domains: readonly string[]; graph: number[][]; runs: string[]; notes: string[] }> {
  const notes: string[] = [];
  const found = new Map<
    string,
    { run: FoundRun; order: readonly string[]; before: Map<string, number>; after: Map<string, number> }
  >();
  for (const run of runsBelow(folder)) {
    if (run.name.resumed !== undefined || !run.has("val", seed, start) || !run.has("val", seed, end)) continue;
    const before = await run.losses("val", seed, start), told = sharesOfRun(run, [...before.keys()]);
    if (typeof told === "string") {
      notes.push(`left out: ${told}`);
      continue;
    }
    const { order, shares } = told;
    if (order.length < 2 || !shares.includes(1)) continue;
    const domain = order[shares.indexOf(1)], other = found.get(domain);
    if (other !== undefined) {
      throw outOfRange(
        `${folder}: two runs on ${domain} alone: ${other.run.folder} and ${run.folder}; wanted one of each, name a folder ` +
          "with one set of them",
      );
    }
    found.set(domain, { run, order, before, after: await run.losses("val", seed, end) });
  }
  const [first] = found.values();
  if (first === undefined) {
    throw wrongKind(
      `${folder}: wanted runs on one domain alone with val_seed_${seed}_checkpoint-${start}.pkl and -${end}.pkl, got none`,
    );
  }
  const domains = first.order, missing = domains.filter((domain) => !found.has(domain));
  if (missing.length > 0) {
    throw wrongKind(`${folder}: wanted a run on each domain alone; there is none on ${missing.join(", ")}`);
  }
  const runs = domains.map((domain) => {
    const { run, before, after } = found.get(domain)!,
      of = (losses: Map<string, number>) => (name: string) => {
        const loss = losses.get(name);
        if (loss === undefined) throw wrongKind(`${run.folder}: wanted the loss of ${name}, got none`);
        return loss;
      };
    return { name: run.folder, start: domains.map(of(before)), val: domains.map(of(after)) };
  });
  return { domains, graph: skillItGraph(runs), runs: runs.map(({ name }) => name), notes };
}
