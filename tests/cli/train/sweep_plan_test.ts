/** `deno task sweep plan`: what it writes, what it says of the cost, and what it refuses. */
import { deepEqual, equal, match, notEqual, ok, rejects } from "../../assert.ts";
import { main } from "../../../lib/cli/sweep.ts";
import { isInputError } from "../../../lib/errors.ts";
import { sha256Hex } from "../../../lib/text/sha256_hex.ts";
import { runName } from "../../../lib/train/run_directory_name.ts";
import { type Document, type Ended, inMixFolder } from "./mix_process.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;
const SWEEP = [
  ...["run", "-c", `${ROOT}deno.train.json`, "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
  ...["--allow-sys", "--allow-ffi", "--allow-run", `${ROOT}lib/cli/sweep.ts`],
];
const command = (folder: string, ...args: string[]) =>
  new Deno.Command(Deno.execPath(), {
    ...{ args: [...SWEEP, ...args], cwd: folder, env: { NO_COLOR: "1" } },
    ...{ stdout: "piped", stderr: "piped" },
  });

async function sweep(folder: string, ...args: string[]): Promise<Ended> {
  const { code, stdout, stderr } = await command(folder, ...args).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

async function json(folder: string, ...args: string[]): Promise<Document> {
  const { code, out, err } = await sweep(folder, ...args, "--json");
  equal(code, 0, err);
  return JSON.parse(out);
}

const planIn = async (path: string): Promise<Document> => JSON.parse(await Deno.readTextFile(`${path}/plan.json`));
const keysIn = async (path: string) => (await planIn(path)).runs.map(({ key }: Document) => key);

/** Calls the command here, silently; gives the message of what it refuses. */
async function refusal(...args: string[]): Promise<string> {
  const { log, error } = console;
  console.log = console.error = () => {};
  try {
    let message = "";
    await rejects(main(args), (error: Error) => {
      message = error.message;
      ok(isInputError(error), message);
      return true;
    });
    return message;
  } finally {
    Object.assign(console, { log, error });
  }
}

const DESIGN = ["--config", "mix.json", "--design", "lattice", "--parts", "4"];

Deno.test("a plan: keys of runs are hashes of configurations that are written out here, cost is counted, nothing is trained", () =>
  inMixFolder(async (folder) => {
    const line = ["plan", ...DESIGN, "--seeds", "0,3", "--evaluate-at", "16,32", "--out", "s", "--no-measure"];
    const told = await json(folder, ...line), plan = await planIn(`${folder}/s`);
    const index = await Deno.readTextFile(`${folder}/corpus/index.json`);
    equal(plan.runs.length, 6); // three interior points of the lattice, two seeds
    for (const { key, shares, seed } of plan.runs) equal(key, runName(configuration(index, shares, seed)));
    deepEqual(plan.runs.map(({ id, seed }: Document) => `${id} ${seed}`), ["1 0", "2 0", "3 0", "1 3", "2 3", "3 3"]);
    deepEqual(plan.runs[0], {
      ...{ key: plan.runs[0].key, id: "1", shares: plan.runs[0].shares, seed: 0, labels: { model: "own" } },
      ...{ steps: 48, startStep: 0, at: [16, 32], learner: {} },
    });
    deepEqual(plan.settings.threads, 1);
    equal(told.plan, "s/plan.json");
    deepEqual(told.next, ["deno", "task", "sweep", "run", "s"]);
    deepEqual([told.all.runs, told.all.updates, told.all.tokens, told.all.evaluations], [6, 288, 6 * 48 * 4 * 16, 30]);
    deepEqual(told.left, told.all);
    match(told.timeUnknown, /^own: no finished run tells, and --no-measure was given$/);
    deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name === "runs"), []);

    // The same line finds its plan, whatever words of its design; another one leaves it as it is.
    await Deno.writeTextFile(`${folder}/s/plan.json`, JSON.stringify({ ...plan, design: "the lattice" }));
    const before = await Deno.readTextFile(`${folder}/s/plan.json`);
    equal((await sweep(folder, ...line)).code, 0);
    equal(await Deno.readTextFile(`${folder}/s/plan.json`), before);
    const other = await sweep(folder, ...line.with(line.indexOf("0,3"), "0,4"));
    equal(other.code, 2);
    match(other.err, /^mixlab: s\/plan\.json is there, and another plan; wanted a new folder with --out\n$/);
    equal(await Deno.readTextFile(`${folder}/s/plan.json`), before);
  }));

/** What a run of the fixture resolves to: sweeps that are under way are known by this. */
function configuration(index: string, shares: readonly number[], seed: number): Record<string, unknown> {
  const { tokenizer: { sha256 }, domains } = JSON.parse(index), names = Object.keys(domains);
  return {
    ...{
      corpus: "corpus",
      "corpus-sha256": sha256Hex(index),
      "tokenizer-sha256": sha256,
      domains: names,
      targets: names,
    },
    model: {
      ...{ vocabularySize: 300, context: 16, width: 8, layers: 1, heads: 2, mlpWidth: 16, rotaryFraction: 0.5 },
      ...{ rotaryBase: 10000, layerNormEpsilon: 1e-5, residual: "parallel", tiedEmbeddings: false },
    },
    ...{ initialisation: "hugging-face", context: 16, steps: 48, batch: 4, "micro-batch": 4, seed },
    ...{
      lr: 0.02,
      schedule: "linear-warmup-cosine",
      warmup: 2,
      "start-lr": 1e-7,
      "end-lr": 1e-4,
      "schedule-steps": 48,
    },
    ...{ betas: [0.9, 0.999], epsilon: 1e-8, "weight-decay": 0.01, clip: 1, normalise: "targets" },
    ...{ rows: "packed", phase: "fixed", long: "cut", "loss-mask": "stored" },
    ...{ "eval-sequences": 8, "final-sequences": 0, "eval-mean": "tokens", "log-every": 4 },
    ...{ backend: "native", threads: 1 },
    rule: {
      rule: "checkpoints",
      options: { rule: "fixed", options: { shares, batches: "multinomial" }, at: [16, 32] },
    },
  };
}

Deno.test("the plan is on disk before a trial begins, and the trial leaves nothing behind", () =>
  inMixFolder(async (folder) => {
    await using process = command(folder, "plan", ...DESIGN, "--out", "s").spawn();
    const reader = process.stdout.getReader(), decoder = new TextDecoder();
    let said = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      said += decoder.decode(value);
      if (said.includes("measuring")) ok(Deno.statSync(`${folder}/s/plan.json`).isFile);
    }
    equal((await process.status).code, 0);
    await process.stderr.cancel();
    match(said, /^s\/plan\.json: 3 runs, 3 mixtures × 1 seed × 1 model; 0 of 3 are there in runs\n/);
    match(said, /measuring own/);
    match(said, /3 runs are left: 144 updates, 9216 tokens; \d+ s of one worker, \d+ s with 2\n/);
    match(said, /an update, .* a row evaluated, a trial of [\d.]+ s by one worker\nNext: deno task sweep run s\n$/);
    equal(/NaN|undefined|\[object/.exec(said), null, said);
    deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name).sort(), [
      "corpus",
      "merged",
      "mix.json",
      "s",
      "unjudged",
    ]);
  }));

Deno.test("runs that are there are counted apart, and tell how fast the others will be", () =>
  inMixFolder(async (folder) => {
    const line = ["plan", ...DESIGN, "--out", "s", "--workers", "1"];
    equal((await sweep(folder, ...line, "--no-measure")).code, 0);
    equal((await sweep(folder, "worker", "s", "1", "3")).code, 0);
    const told = await json(folder, ...line), [{ from, update, row }] = told.rates;
    deepEqual([told.all.runs, told.left.runs, told.left.updates], [3, 1, 48]);
    deepEqual(from, { finishedRuns: 2 });
    ok(update > 0 && row > 0);
    const { oneWorker, workers, seconds } = told.time;
    equal(workers, 1);
    equal(seconds, oneWorker);
    ok(oneWorker > 48 * update);
    equal((await sweep(folder, "worker", "s", "2")).code, 0);
    const { code, out } = await sweep(folder, ...line);
    equal(code, 0);
    match(out, /; 3 of 3 are there in runs\n[^]*All runs are there\. Next: deno task sweep collect s\n$/);
  }));

Deno.test("a file has a place for every flag, the line goes over it, and models may have settings of their own", () =>
  inMixFolder(async (folder) => {
    const settings = JSON.parse(await Deno.readTextFile(`${folder}/mix.json`)), { model: _, ...others } = settings;
    const write = (name: string, more: Document) =>
      Deno.writeTextFile(`${folder}/${name}`, JSON.stringify({ ...others, vocabulary: 300, ...more }));
    const own = {
      ...{ design: "lattice", parts: 4, domains: ["vowels", "digits"], seeds: [1, 2], "evaluate-at": [16] },
      ...{ batches: "exact", "runs-in": "elsewhere", out: "from-file", "no-measure": true },
    };
    await write("one.json", { ...own, models: { tiny: {}, hot: { model: "tiny", lr: 0.1 } } });
    await write("none.json", {});
    equal((await sweep(folder, "plan", "--config", "one.json")).code, 0);
    const flags = [
      "--design",
      "lattice",
      "--parts",
      "4",
      "--domains",
      "digits,vowels",
      "--seeds",
      "1,2",
      "--no-measure",
    ];
    const same = ["--evaluate-at", "16", "--batches", "exact", "--runs-in", "elsewhere"];
    const line = async (out: string, ...more: string[]) => {
      const { code, err } = await sweep(
        folder,
        "plan",
        "--config",
        "none.json",
        ...flags,
        ...same,
        "--out",
        out,
        ...more,
      );
      equal(code, 0, err);
      return await keysIn(`${folder}/${out}`);
    };
    const file = await planIn(`${folder}/from-file`);
    equal(file.runsIn, "elsewhere");
    deepEqual(new Set(file.runs.map(({ labels }: Document) => labels.model)), new Set(["tiny", "hot"]));
    deepEqual(file.runs.at(-1).learner, { model: "tiny", lr: 0.1 });
    const keys = file.runs.map(({ key }: Document) => key), half = keys.length / 2;
    deepEqual(keys.slice(0, half), await line("tiny", "--models", "tiny"));
    deepEqual(keys.slice(half), await line("hot", "--model", "tiny", "--lr", "0.1"));
    // over the file: one seed, one of its models with its own settings
    equal(
      (await sweep(folder, "plan", "--config", "one.json", "--seed", "2", "--models", "hot", "--out", "over")).code,
      0,
    );
    deepEqual(await keysIn(`${folder}/over`), keys.slice(half + half / 2));
  }));

Deno.test("what cannot be planned is refused with what is wrong, and nothing is written", () =>
  inMixFolder(async (folder) => {
    const settings = JSON.parse(await Deno.readTextFile(`${folder}/mix.json`));
    const config = async (name: string, more: Document) => {
      const { corpus: _, ...others } = settings;
      await Deno.writeTextFile(
        `${folder}/${name}.json`,
        JSON.stringify({ ...others, corpus: `${folder}/corpus`, ...more }),
      );
      return ["--config", `${folder}/${name}.json`];
    };
    const base = await config("base", {}), out = ["--out", `${folder}/out`, "--runs-in", `${folder}/runs`];
    const lattice = ["--design", "lattice", "--parts", "4"];
    const cases: readonly (readonly [string[], RegExp])[] = [
      [base, /^sweep plan: wanted --design NAME .* or --mixtures FILE; see --help$/],
      [[...base, "--design", "latice"], /latice.*did you mean.*lattice/],
      [[...base, ...lattice, "extra"], /^sweep plan: wanted options only, got extra$/],
      [[...base, ...lattice, "--sedes", "1"], /^unknown option --sedes, did you mean --seeds\?/],
      [[...base, ...lattice, "--seeds", "1,1"], /^seeds: 1 stands twice$/],
      [[...base, ...lattice, "--seeds", "1,x"], /^--seeds: wanted a whole number ≥ 0, got "x"$/],
      [[...base, ...lattice, "--seeds", "1,"], /^--seeds: wanted names between commas/],
      [[...base, ...lattice, "--seed", "1", "--seeds", "2"], /^--seed, --seeds: wanted one of them, got both$/],
      [
        [...base, ...lattice, "--model", "tiny", "--models", "tiny"],
        /^--model, --models: wanted one of them, got both$/,
      ],
      [[...base, ...lattice, "--steps", "0"], /^--steps: wanted a whole number ≥ 1, got 0$/],
      [
        [...base, ...lattice, "--evaluate-at", "32,16"],
        /^evaluate-at: wanted ascending whole numbers from 1 to 47, got 32, 16$/,
      ],
      [[...base, ...lattice, "--evaluate-at", "48"], /^evaluate-at: .*got 48$/],
      [[...base, ...lattice, "--break-at", "16"], /^--break-at: wanted --child-steps N beside it$/],
      [[...base, ...lattice, "--child-steps", "4"], /^--child-steps: it is for --break-at; give both or none$/],
      [
        [...base, ...lattice, "--break-at", "16,60", "--child-steps", "4"],
        /^break-at: wanted ascending whole numbers from 1 to 47/,
      ],
      [
        [...base, ...lattice, "--break-at", "40", "--child-steps", "9"],
        /^child-steps: .*what is left of the 48 steps, got 9$/,
      ],
      [[...base, ...lattice, "--domains", "vowels,marx"], /^domains: wanted domains out of .*, got "marx"$/],
      [[...base, ...lattice, "--domains", "vowels,vowels"], /^domains: "vowels" stands twice$/],
      [[...base, ...lattice, "--targets", "ghosts"], /^targets: wanted domains out of/],
      [[...base, ...lattice, "--batches", "both"], /^--batches: wanted multinomial or exact, got both$/],
      [[...base, ...lattice, "--workers", "0"], /^--workers: wanted a whole number ≥ 1/],
      [[...base, ...lattice, "--workers", "4096"], /^workers: 4096 of 1 thread each/],
      [[...base, ...lattice, "--models", "tinny"], /model: wanted a preset .*got "tinny"; did you mean tiny\?/],
      [[...base, ...lattice, "--models", "tiny,tiny"], /^models: "tiny" stands twice$/],
      [[...base, ...lattice, "--corpus", `${folder}/nowhere`], /nowhere/],
      [[...base, ...lattice, "--micro-batch", "3"], /micro-batch: wanted a divisor of the batch/],
      [
        [...base, ...lattice, "--mixture", "even"],
        /^--mixture: a plan's mixtures are of a --design, or --mixtures FILE; leave it out/,
      ],
      [[...base, ...lattice, "--eval-every", "9"], /^--eval-every: a plan evaluates at the steps of --evaluate-at/],
      [[...base, ...lattice, "--eval-split", "test"], /^--eval-split: runs of a plan are evaluated on val/],
      [[...base, ...lattice, "--from", "x"], /^--from: the runs of a plan begin with new models/],
      [[...base, ...lattice, "--data", "continue"], /^--data: it is for runs that begin --from another/],
      [[...base, ...lattice, "--break-step", "9"], /^--break-step: a plan breaks runs off with --break-at/],
      [[...base, ...lattice, "--backend", "cpu"], /^threads: the backend cpu chooses its own/],
      [["--config", `${folder}/none.json`, ...lattice], /none\.json/],
      [[...await config("a", { "eval-every": 3 }), ...lattice], /a\.json: eval-every: a plan evaluates at the steps/],
      [
        [...await config("b", { seedss: [1] }), ...lattice],
        /b\.json:1:\d+: unknown setting "seedss"; did you mean seeds\?/,
      ],
      [[...await config("c", { seeds: [1, 1] }), ...lattice], /^seeds: 1 stands twice$/],
      [
        [...await config("d", { seeds: [1, "x"] }), ...lattice],
        /^\S+d\.json: seeds: wanted a whole number ≥ 0, got "x"$/,
      ],
      [
        [...await config("e", { seeds: [] }), ...lattice],
        /e\.json: seeds: wanted a number, text or a list of them, got \[\]$/,
      ],
      [[...await config("f", { seeds: null }), ...lattice], /f\.json: seeds: wanted .*got null$/],
      [[...await config("g", { "no-measure": 1 }), ...lattice], /g\.json: no-measure: wanted true or false, got 1$/],
      [
        [...await config("h", { models: ["tiny"] }), ...lattice],
        /h\.json: model, models: wanted one of them, got both$/,
      ],
      [
        [...await config("i", { model: undefined, models: { tiny: 3 } }), ...lattice],
        /i\.json: models: tiny: wanted an object of settings, got 3$/,
      ],
      [
        [...await config("j", { model: undefined, models: { tiny: { sped: 3 } } }), ...lattice],
        /^models: tiny: unknown setting "sped"; did you mean/,
      ],
      [
        [...await config("k", { model: undefined, models: { tiny: { steps: 3 } } }), ...lattice],
        /^models: tiny: steps: all models have those of the sweep; leave it out$/,
      ],
      [[...await config("l", { model: undefined, models: { tiny: { "eval-every": 3 } } }), ...lattice], /eval-every/],
      [
        [
          ...await config("m", { model: undefined, models: { a: { model: "tiny" }, b: { model: "tiny" } } }),
          ...lattice,
        ],
        /1, seed 0, b is the same run as 1, seed 0, a; leave one out/,
      ],
      [[...await config("n", { "corpus-sha256": "0" }), ...lattice], /corpus/],
    ];
    const odd: string[] = [];
    for (const [args, message] of cases) {
      const said = await refusal("plan", ...args, ...out);
      if (!message.test(said)) odd.push(`${args.join(" ")}: wanted ${message}, got ${said}`);
    }
    deepEqual(odd, []);
    equal(Array.from(Deno.readDirSync(folder), ({ name }) => name).includes("out"), false);
    await Deno.writeTextFile(`${folder}/file`, "");
    match(
      await refusal("plan", ...base, ...lattice, "--out", `${folder}/file/s`),
      /file\/s: wanted a folder, got a file there or above it$/,
    );
    await Deno.writeTextFile(`${folder}/odd.csv`, "0.5,0.5\n");
    const children = ["--break-at", "16", "--child-steps", "4", "--child-mixtures", `${folder}/odd.csv`];
    match(
      await refusal("plan", ...base, ...lattice, ...out, ...children),
      /odd\.csv: wanted 3 shares a line \(.*\), got 2$/,
    );
    // As mixtures of runs: a table's names and its domains in any order; bounds hold for children too.
    await Deno.writeTextFile(`${folder}/odd.csv`, "run,share:vowels,share:marks,share:digits\nloud,0.1,0.2,0.7\n");
    match(
      await refusal("plan", ...base, ...lattice, ...out, ...children, "--cap", "digits=0.6"),
      /mixture loud: digits has 0\.7, above its cap 0\.6/,
    );
    equal((await sweep(folder, "plan", ...base, ...lattice, ...out, ...children)).code, 0);
    const { runs } = await planIn(`${folder}/out`), child = runs.find(({ id }: Document) => id.endsWith(">loud"));
    deepEqual(child.shares, [0.7, 0.2, 0.1]);
  }));

Deno.test("a plan that was altered is refused by all who read it, with file and member", () =>
  inMixFolder(async (folder) => {
    const line = ["plan", "--config", "mix.json", "--design", "lattice", "--parts", "4", "--out", "s", "--no-measure"];
    equal((await sweep(folder, ...line)).code, 0);
    const good = await planIn(`${folder}/s`);
    const alter = async (change: (plan: Document) => void) => {
      const plan = structuredClone(good);
      change(plan);
      await Deno.writeTextFile(`${folder}/s/plan.json`, JSON.stringify(plan));
    };
    await alter((plan) => plan.runs[1].shares[0] += 0.25);
    for (const name of [["worker", "s", "1"], ["run", "s"], ["status", "s"], ["collect", "s"]]) {
      const { code, err } = await sweep(folder, ...name);
      equal(code, 2, `${name}: ${err}`);
      match(err, /^mixlab: s\/plan\.json: runs\[1\]\.shares/);
    }
    await alter((plan) => plan.runs[1].shares = [0.5, 0.25, 0.25]);
    notEqual(good.runs[1].shares[0], 0.5);
    const { code, err } = await sweep(folder, "worker", "s", "2");
    equal(code, 2);
    match(err, /run 2, seed 0: it resolves to [0-9a-f]{12} here, and to [0-9a-f]{12} in the plan/);
    await alter((plan) => plan.settings.lr = "fast");
    match((await sweep(folder, "worker", "s", "2")).err, /settings: lr: wanted a finite number > 0, got "fast"/);
    await Deno.writeTextFile(`${folder}/s/plan.json`, "{");
    match(
      (await sweep(folder, "status", "s")).err,
      /^mixlab: s\/plan\.json: .*wanted a plan as deno task sweep plan writes it/,
    );
  }));
