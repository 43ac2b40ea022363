import { deepEqual, equal, ok } from "../assert.ts";
import { orderGroups, parseAioliName, splitWeights } from "../../lib/tables/aioli_name.ts";
import { parseFrame } from "../../lib/tables/pandas_frame.ts";
import { parsePickle } from "../../lib/tables/pickle.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { refuses, rejects } from "./errors.ts";
import { withFiles } from "./files.ts";

const golden = (name: string) =>
  Deno.readFileSync(new URL(`../golden/aioli_frames/${name}.pkl`, import.meta.url).pathname);

Deno.test("pickled frames of every layout hold the same losses (made by golden/make_aioli_frames.py)", () => {
  for (const name of ["protocol_2", "protocol_4", "protocol_5"].map((p) => `objects_${p}`)) {
    const frame = parseFrame(golden(name), name);
    deepEqual([...frame], [["task_idx", ["arxiv", "book", "stackexchange"]], ["task_loss", [2.5, 3.25, 2.6875]]]);
  }
  for (const name of ["strings", "float32", "numpy_scalars", "wide"]) {
    const frame = parseFrame(golden(name), name);
    deepEqual(frame.get("task_idx"), ["arxiv", "book", "stackexchange"], name);
    deepEqual(frame.get("task_loss"), [2.5, 3.25, 2.6875], name);
  }
  deepEqual(parseFrame(golden("wide"), "wide").get("other"), [1, 2, 3]);
  deepEqual(parseFrame(golden("wide"), "wide").get("n"), [7, 8, 2 ** 40]);
  deepEqual(parsePickle(golden("weights"), "weights"), new Map([[0, 0.25], [1, 0.75]]));
});

Deno.test("pickles cut short or altered are refused, never misread as something else", () => {
  const whole = golden("objects_protocol_5");
  for (let n = 0; n < whole.length; n++) {
    refuses(() => parseFrame(whole.subarray(0, n), "f"), SyntaxError, `f:1:${n + 1}: not a pickle`);
  }
  refuses(() => parseFrame(golden("weights"), "f"), SyntaxError, "f:1:1: wanted a pickled pandas frame");
  for (let i = 0; i < whole.length; i++) {
    for (const byte of [0, 0x28, 0x2e, 0x52, 0x62, 0x74, 0xff]) {
      const altered = whole.slice();
      altered[i] = byte;
      try {
        parseFrame(altered, "f");
      } catch (error) {
        ok(error instanceof SyntaxError && error.message.startsWith("f:1:"), String(error));
      }
    }
  }
});

Deno.test("run names", () => {
  const plain = "slimpj_pythia-160m_from_scratch_5000_mixture_arxiv_book_stackexchange_weights_100_static_lr_0.0005_" +
    "linear_warmup_cosine";
  deepEqual(parseAioliName(plain), {
    task: "slimpj",
    model: "pythia-160m",
    maxSteps: 5000,
    groups: "arxiv_book_stackexchange",
    weights: "100",
    settings: "lr_0.0005_linear_warmup_cosine",
  });
  deepEqual(
    parseAioliName("slimpj_pythia-160m_5000_break_2000_stratified_arxiv_stackexchange_static")?.breakStep,
    2000,
  );
  deepEqual(
    parseAioliName("slimpj_m_from_scratch_5000_resume_0.30.7_2000_remaining_500_mixture_a_b_weights_19_static")
      ?.resumed,
    { weights: "0.30.7", step: 2000 },
  );
  equal(parseAioliName("instruction_pythia-160m_1000_mixture_weights_111_static")?.groups, "");
  for (
    const other of [
      "slimpj_pythia-160m_from_scratch_5000_mixture_a_b_aioli_eta_0.1_update_250_rounds_4_steps_6_normalized",
      "slimpj_pythia-160m_5000_stratified_a_b_doge_trainer_mu_0.01",
      "output.log",
      "",
    ]
  ) equal(parseAioliName(other), undefined, other);
});

Deno.test("groups in the order of the name, cut or not", () => {
  deepEqual(orderGroups("b_a", ["a", "b"]), ["b", "a"]);
  deepEqual(orderGroups("x_y_x", ["x", "x_y"]), ["x_y", "x"]);
  deepEqual(orderGroups("arxiv_book_stack", ["stackexchange", "arxiv", "book"]), ["arxiv", "book", "stackexchange"]);
  equal(orderGroups("arxiv_", ["a", "b"]), undefined);
  equal(orderGroups("", ["a", "b"]), undefined);
});

Deno.test("weights written one after the other", () => {
  const one = (text: string, m: number, wanted: number[]) => {
    const ways = splitWeights(text, m);
    equal(ways.length, 1, `${text}: ${JSON.stringify(ways)}`);
    ways[0].forEach((share, i) => ok(Math.abs(share - wanted[i]) < 1e-12, text));
  };
  one("010", 2, [0, 1]);
  one("19", 2, [0.1, 0.9]);
  one("55", 2, [0.5, 0.5]);
  one("100", 3, [1, 0, 0]);
  one("0001000", 7, [0, 0, 0, 1, 0, 0, 0]);
  one("0.30559670.19329950.5011038", 3, [0.3055967, 0.1932995, 0.5011038]);
  one("0.500.5", 3, [0.5, 0, 0.5]);
  one("0.51e-050.49999", 3, [0.5, 1e-5, 0.49999]);
  equal(splitWeights("110", 2).length, 2, "[1, 10] or [11, 0]");
  deepEqual(splitWeights("x", 2), []);
  deepEqual(splitWeights("00", 2), []);
});

const name = (weights: string, extra = "", steps = 5000) =>
  `11012024/slimpj_pythia-160m_from_scratch_${steps}${extra}_mixture_arxiv_book_stackexchange_weights_${weights}` +
  "_static_lr_0.0005_linear_warmup_cosine";

Deno.test("a tree of runs: steps, seeds, shares, segments with the losses at their start", () =>
  withFiles({
    [`${name("100")}/val_seed_0_checkpoint-250.pkl`]: golden("objects_protocol_5"),
    [`${name("100")}/val_seed_0_checkpoint-5000.pkl`]: golden("float32"),
    [`${name("100")}/val_seed_1_checkpoint-5000.pkl`]: golden("objects_protocol_4"),
    [`${name("100")}/test_seed_1_checkpoint-5000.pkl`]: golden("strings"),
    [`${name("0.250.50.25", "_break_1000")}/val_seed_0_checkpoint-1000.pkl`]: golden("wide"),
    [`${name("001", "_resume_0.250.50.25_1000_remaining_500")}/val_seed_0_checkpoint-1500.pkl`]: golden("strings"),
    "11012024/slimpj_m_5000_stratified_a_b_doge_trainer_mu_0.01/val_seed_0_checkpoint-0.pkl": golden("strings"),
    "11012024/output.log": "log",
  }, async (folder) => {
    const table = await readTable(folder, { where: "start_step=" });
    deepEqual(table.domains, ["arxiv", "book", "stackexchange"]);
    deepEqual(table.targets, ["arxiv", "book", "stackexchange"]);
    deepEqual(table.runs.map((run) => [run.seed, run.step]), [[0, 1000], [0, 251], [0, 5000], [1, 5000]]);
    deepEqual([...table.shares.data.slice(0, 6)], [0.25, 0.5, 0.25, 1, 0, 0]);
    deepEqual([...table.losses.data.slice(0, 3)], [2.5, 3.25, 2.6875]);
    deepEqual(table.notes, [
      `${folder}: left out runs whose mixture changes (DoGE, DoReMi, Skill-It, Aioli): 1`,
      `${folder}: left out files of test losses: 1`,
      `${folder}: validation losses of runs with a fixed mixture: 3`,
    ]);
    const segments = await readTable(folder, { where: "start_step!=" });
    deepEqual([...segments.startLosses!.data], [2.5, 3.25, 2.6875]);
    deepEqual([segments.runs[0].parent, segments.runs[0].startStep, segments.runs[0].step], [
      "0.250.50.25",
      1000,
      1500,
    ]);
    await rejects(readTable(folder), SyntaxError, /loss_start:arxiv is missing/);
  }));

Deno.test("trees that cannot be read", () =>
  withFiles({
    [`a/${name("1100")}/val_seed_0_checkpoint-10.pkl`]: golden("strings"),
    [`b/${name("100")}/val_seed_0_checkpoint-10.pkl`]: golden("weights"),
    "c/notes.txt": "no runs here",
  }, async (folder) => {
    await rejects(readTable(`${folder}/a`), RangeError, /the weights 1100 could be the shares /);
    await rejects(readTable(`${folder}/b`), SyntaxError, /checkpoint-10\.pkl:1:1: wanted a pickled pandas frame/);
    await rejects(readTable(`${folder}/c`), TypeError, `${folder}/c: wanted a file, or Aioli's output folder; got a`);
  }));
