import { deepEqual, equal, match, ok, rejects, throws } from "../assert.ts";
import { dirichletCommand } from "../../lib/cli/aioli/dirichlet.ts";
import { linregCommand } from "../../lib/cli/aioli/linreg.ts";
import { graphOfRuns, skillsGraphCommand } from "../../lib/cli/aioli/skills_graph.ts";
import { subArguments } from "../../lib/cli/aioli/sub_arguments.ts";
import { aioliCover } from "../../lib/mixture/aioli_cover.ts";
import { writeMixtureRows } from "../../lib/mixture/mixture_rows.ts";
import { decodeNpy } from "../../lib/tables/decode_npy.ts";
import { writeLossFrame } from "../../lib/tables/loss_frame.ts";

const GROUPS = ["arxiv", "book", "stackexchange"];

/** Runs a command and gives what it printed. */
async function printed(command: (args: string[]) => Promise<number>, ...args: string[]): Promise<string> {
  const lines: string[] = [], log = console.log;
  console.log = (...words: unknown[]) => void lines.push(words.join(" "));
  try {
    equal(await command(args), 0);
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}

/** A folder with a run: frames by split and checkpoint. */
async function writeRun(folder: string, weights: string, frames: Record<string, readonly number[]>, settings = "x") {
  const run =
    `${folder}/11262025/slimpj_tiny_from_scratch_100_mixture_arxiv_book_stackexchange_weights_${weights}_static_${settings}`;
  await Deno.mkdir(run, { recursive: true });
  for (const [name, losses] of Object.entries(frames)) {
    const [split, checkpoint, seed = 0] = name.split(" ");
    const frame = writeLossFrame(GROUPS.map((group, i) => [group, losses[i]] as const));
    await Deno.writeFile(`${run}/${split}_seed_${seed}_checkpoint-${checkpoint}.pkl`, frame);
  }
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mixlab-aioli-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

// A planted law (synthetic): L_i = 2 + exp(v_i0 p_0 + …) at the end, 10 before.
const V = [[-1, 0.3, 0.2], [0.4, -0.8, 0.3], [0.1, 0.2, -1.2]];
const law = (shares: ArrayLike<number>) => V.map((v) => 2 + Math.exp(v.reduce((sum, t, j) => sum + t * shares[j], 0)));

Deno.test("aioli linreg: finds a planted law, its best run and its optimum", () =>
  inFolder(async (folder) => {
    const mixtures = aioliCover({ m: 3, N: 9, alpha: 1, seed: 0 });
    const rows = writeMixtureRows(mixtures), file = `${folder}/sweep.txt`;
    await Deno.writeTextFile(file, rows);
    for (const row of rows.trim().split("\n").slice(0, 8)) {
      const shares = row.split(",").map(Number), weights = shares.join("");
      await writeRun(folder, weights, { "val 0": [10, 10, 10], "val 100": law(shares), "test 100": law(shares) });
    }
    const ways = ["--run_dir", folder, "--proportions-file", file, "--max_t=100"];
    const differences = await printed(linregCommand, ...ways),
      test = await printed(linregCommand, ...ways, "--loss_diff", "False");
    match(differences, /left out, there is no such run: 0\.165316, 0\.092574, 0\.742110/);
    match(differences, /8 runs over arxiv, book, stackexchange: val losses at 100 less those at 0/);
    match(test, /test losses at 100/);
    const number = (text: string, pattern: RegExp) => Number(pattern.exec(text)![1]);
    for (const text of [differences, test]) {
      ok(number(text, /MSE ([^,]+),/) < 1e-10, text);
      ok(number(text, /R2 (\S+)/) > 0.99999);
    }
    const found = (text: string) =>
      /optimum of the law\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)/.exec(text)!.slice(1).map(Number);
    const value = (shares: number[]) => law(shares).reduce((a, b) => a + b, 0) / 3;
    const [p, q, r, loss] = found(test), best = [p, q, r];
    ok(Math.abs(loss - value(best)) < 1e-5);
    for (const step of [[0.02, -0.02, 0], [-0.02, 0.02, 0], [0, 0.02, -0.02], [0, -0.02, 0.02]]) {
      ok(value(best.map((share, j) => share + step[j])) > value(best) - 1e-9);
    }
    deepEqual(found(differences).slice(0, 3).map((share) => share.toFixed(2)), best.map((share) => share.toFixed(2)));
    ok(Math.abs(found(differences)[3] - (loss - 10)) < 1e-4);
  }));

Deno.test("aioli linreg: another mixture whose weights begin with the same six characters is another run", () =>
  inFolder(async (folder) => {
    const near = [[0.29, 0.3, 0.41], [0.290991, 0.3, 0.409009]];
    for (const shares of near) await writeRun(folder, shares.join(""), { "test 9": law(shares) });
    await Deno.writeTextFile(`${folder}/f`, "0.29,0.3,0.41\n");
    const ways = ["--run_dir", folder, "--proportions_file", `${folder}/f`, "--max_t", "9", "--loss_diff=False"];
    await rejects(linregCommand(ways), /and needs as many different mixtures; the table has 1$/);
    await rejects(linregCommand([...ways, "--max_t=8"].slice(0, 4)), /checkpoint-5000\.pkl and -0\.pkl, got none/);
  }));

Deno.test("aioli skills-graph: relative drops of runs on one domain each", () =>
  inFolder(async (folder) => {
    await writeRun(folder, "100", { "val 0": [10, 10, 8], "val 50": [5, 9, 8], "val 0 1": [1, 1, 1] });
    await writeRun(folder, "010", { "val 0": [10, 10, 8], "val 50": [9, 4, 6] });
    await rejects(graphOfRuns(folder, { seed: 0, start: 0, end: 50 }), /there is none on stackexchange/);
    await writeRun(folder, "001", { "val 0": [10, 10, 8], "val 50": [10, 9, 2] });
    await writeRun(folder, "111", { "val 0": [10, 10, 8], "val 50": [1, 1, 1] }); // no single domain
    const text = await printed(skillsGraphCommand, "--run_dir", folder, "--seed", "0", "--end", "50");
    match(text, /arxiv +0\.5000 +0\.1000 +0\.0000/);
    const { shape, data } = decodeNpy(await Deno.readFile(`${folder}/skills_graph_0.npy`));
    deepEqual([...shape], [3, 3]);
    deepEqual([...data].map((effect) => effect.toFixed(3)), [
      ...["0.500", "0.100", "0.000", "0.100", "0.600", "0.250", "0.000", "0.100", "0.750"],
    ]);
    await rejects(graphOfRuns(folder, { seed: 3, start: 0, end: 50 }), /wanted runs on one domain alone/);
    await writeRun(folder, "100", { "val 0": [10, 10, 8], "val 50": [5, 9, 8] }, "other");
    await rejects(graphOfRuns(folder, { seed: 0, start: 0, end: 50 }), /two runs on arxiv alone/);
  }));

Deno.test("aioli dirichlet: the repository's cover, to stdout or a file", () =>
  inFolder(async (folder) => {
    const ways = ["--k", "3", "--n", "9", "--alpha", "1", "--seed", "0"];
    const text = await printed(dirichletCommand, ...ways);
    equal(text.split("\n").length, 9);
    equal(text.split("\n")[0], "0.290991,0.305786,0.403223");
    equal(await printed(dirichletCommand, ...ways, "--out", `${folder}/k`), `${folder}/k`);
    equal(await Deno.readTextFile(`${folder}/k`), `${text}\n`);
    throws(() => dirichletCommand(["--k", "1", "--n", "9", "--seed", "0"]), /m: wanted/);
    throws(() => dirichletCommand(["--k", "3"]), /wanted --n N; see deno task aioli dirichlet --help/);
  }));

Deno.test("aioli: flags of the smaller commands, with underscores or dashes", () => {
  const flags = { run_dir: { value: "D", help: "", required: true }, min_t: { value: "T", help: "" } };
  const read = (...args: string[]) => subArguments(args, "x", flags);
  deepEqual({ ...read("--run-dir", "a", "--min_t=3") as object }, { run_dir: "a", min_t: "3" });
  equal(read("--help"), "help");
  throws(() => read("--run_dir", "a", "--min_s", "3"), /unknown option --min_s, did you mean --min_t\?/);
  throws(() => read("b", "--run_dir", "a"), /aioli x: wanted flags only, got "b"/);
});
