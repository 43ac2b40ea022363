import { deepEqual, equal, match, ok } from "../../assert.ts";
import { decodeNpy } from "../../../lib/tables/decode_npy.ts";
import { parseLossFrame } from "../../../lib/tables/loss_frame.ts";
import { readTable } from "../../../lib/tables/read_table.ts";
import { parseWeightsPickle } from "../../../lib/tables/weights_pickle.ts";
import { type Ended, inTrainFolder, TASK } from "./process.ts";

const AIOLI = [...TASK.slice(0, -1), TASK.at(-1)!.replace("train.ts", "aioli.ts")];
const COMMON =
  "--task_name slimpj --train_data_dir corpus --model tiny --context_length 16 --max_steps 8 --batch_size 4 " +
  "--lr 0.01 --lr_scheduler linear_warmup_cosine --warmup_steps 2 --num_ckpts 2 --threads 1 --date 11262025";
const NAME = "slimpj_tiny_from_scratch_8", END = "lr_0.01_linear_warmup_cosine";

async function aioli(folder: string, line: string): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...AIOLI, ...line.split(" ")],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

async function done(folder: string, line: string): Promise<string> {
  const { code, out, err } = await aioli(folder, `${COMMON} ${line}`);
  equal(code, 0, err);
  return out;
}

const files = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
const bytes = (path: string) => Deno.readFileSync(path);

Deno.test("aioli: every trainer runs, and leaves the files that Aioli leaves", () =>
  inTrainFolder(async (folder) => {
    const TWO = "--slice_list vowels digits --sample_rule mixture",
      out = (name: string) => `${folder}/output/11262025/${name}`;
    const fixed = `${NAME}_mixture_vowels_digits_weights_`;
    // A sweep, which is read as a table; its ends make a graph.
    for (const weights of ["1 0", "0 1", "1 3"]) await done(folder, `${TWO} --proportions ${weights} --save_model`);
    deepEqual(files(out(`${fixed}13_static_${END}`)), [
      ...["test_seed_0_checkpoint-8.pkl", "val_seed_0_checkpoint-0.pkl", "val_seed_0_checkpoint-4.pkl"],
      "val_seed_0_checkpoint-8.pkl",
    ]);
    const table = await readTable(`${folder}/output`, { where: "step=8" });
    deepEqual([[...table.domains], [...table.targets]], [["vowels", "digits"], ["digits", "vowels"]]);
    deepEqual([...table.shares.data], [0, 1, 1, 0, 0.25, 0.75]);
    const frame = (path: string) => parseLossFrame(bytes(path));
    const half = frame(`${out(`${fixed}13_static_${END}`)}/val_seed_0_checkpoint-8.pkl`);
    deepEqual([...table.losses.data.slice(4)], [half.get("digits"), half.get("vowels")]);
    const saved = `${folder}/saved_models/${fixed}13_static_${END}_seed_0.pt`;
    deepEqual(files(saved), ["config.json", "model.safetensors"]);

    const graph = await aioli(folder, "skills-graph --run_dir output --seed 0 --start 0 --end 8");
    equal(graph.code, 0, graph.err);
    const skillit = await done(
      folder,
      `${TWO} --skillit --eta 0.2 --update_steps 4 --graph_path output/skills_graph_0.npy`,
    );
    match(skillit, /Skill-It: rule skill-it preset aioli, eta 0\.2/);
    const weights = (path: string) => parseWeightsPickle(bytes(path));
    const greedy = out(`${NAME}_mixture_vowels_digits_graph_skills_graph_0_greedy_4_eta_0.2_lookback_3_${END}`);
    ok(weights(`${greedy}/val_seed_0_proportions_checkpoint-0.pkl`)[0] > 0);

    const even = "--slice_list vowels digits --sample_rule stratified";
    const stratified = (what: string) => out(`${NAME}_stratified_vowels_digits_${what}_${END}`);
    await done(folder, `${even} --doge --doge_val_batch_size 2`);
    equal(weights(`${stratified("doge_trainer_mu_0.01")}/seed_0_doge_avg_dw.pkl`).length, 2);
    const reference = `--doremi_reference_model_path ./saved_models/${fixed}13_static_${END}_seed_0.pt`;
    await done(folder, `${even} --doremi --doremi_mu 0.5 --gradient_accumulation_steps 2 ${reference}`);
    const doremi = weights(`${stratified("doremi_trainer_mu_0.5")}/seed_0_doremi_avg_dw.pkl`);
    // The reference saw three times as many digits, so the proxy is furthest behind there.
    ok(doremi[1] > doremi[0]);

    const own = "--aioli --aioli_normalize_A --lp_steps 1 --eta 0.5 --update_steps 4 --one_hot_factor 0.75";
    const said = await done(folder, `${TWO} ${own}`);
    match(said, /--aioli +there proxy batches/);
    const run = out(`${NAME}_mixture_vowels_digits_aioli_eta_0.5_update_4_rounds_1_steps_1_ohf_0.75_normalized_${END}`);
    const { shape, data } = decodeNpy(bytes(`${run}/seed_0_aioli_matrices.npy`));
    deepEqual([...shape], [2, 2, 2]);
    for (const A of [data.subarray(0, 4), data.subarray(4)]) {
      ok(Math.min(...A) >= 0);
      ok(Math.abs(A.reduce((a, b) => a + b) - 1) < 1e-12);
    }
    // The mixture at the end is what the estimates say: p ∝ exp(η Σ over rounds and targets).
    const [p, q] = weights(`${run}/val_seed_0_proportions_checkpoint-8.pkl`);
    const score = data.reduce((sum, a, n) => sum + (n % 2 === 0 ? a : -a), 0);
    ok(Math.abs(Math.log(p / q) - 0.5 * score) < 1e-9);
    ok([...frame(`${run}/test_seed_0_checkpoint-8.pkl`).values()].every((loss) => loss > 0 && loss < 6));
  }));

Deno.test("aioli: a run that is broken off and goes on ends as one that never stopped", () =>
  inTrainFolder(async (folder) => {
    const line = "--slice_list digits vowels --sample_rule mixture --proportions 1 3 --output_dir out";
    const out = (name: string) => `${folder}/out/11262025/${name}`,
      run = (name: string) => out(`${NAME}_${name}_${END}`);
    const weights = "mixture_digits_vowels_weights_13_static";
    await done(folder, `${line} --save_model`);
    const broken = await done(folder, `${line} --break_steps 3`);
    match(broken, /3, broken off out of 8/);
    deepEqual(files(run(`break_3_${weights}`)), ["val_seed_0_checkpoint-0.pkl", "val_seed_0_checkpoint-3.pkl"]);
    const parent = `./saved_model_optim/${NAME}_break_3_${weights}_${END}_seed_0.pt`;
    await done(folder, `${line} --resume_model_path ${parent} --remaining_steps 5`);
    const child = run(`resume_13_3_remaining_5_${weights}`);
    deepEqual(files(child), [
      "test_seed_0_checkpoint-8.pkl",
      "val_seed_0_checkpoint-4.pkl",
      "val_seed_0_checkpoint-8.pkl",
    ]);
    // On its parent's mixture and seed, the data rolled forward is that of the whole run.
    for (const file of files(child)) deepEqual(bytes(`${child}/${file}`), bytes(`${run(weights)}/${file}`), file);
    // Read as segments of their parents.
    const { runs, startLosses } = await readTable(`${folder}/out`, { where: "start_step=3,step=8" });
    deepEqual([runs[0].parent, startLosses!.rows], ["13", 1]);
    match(await done(folder, `${line} --use_saved_model`), /is evaluated, and nothing is trained/);
    const wrong = await aioli(
      folder,
      `${COMMON} ${line} --resume_model_path ${parent.replace("break_3", "break_4")} --remaining_steps 1`,
    );
    deepEqual([wrong.code, /^mixlab: --resume_model_path: wanted a folder that --break_steps left/.test(wrong.err)], [
      2,
      true,
    ]);
  }));

Deno.test("aioli: bare token files, and lines that are refused", () =>
  inTrainFolder(async (folder) => {
    for (const [slice, step] of [["b", 1], ["a", 3]] as const) {
      Deno.mkdirSync(`${folder}/bins/${slice}`, { recursive: true });
      for (const split of ["train", "val", "test"]) {
        const ids = Uint16Array.from({ length: 400 }, (_, n) => n * step % 50);
        Deno.writeFileSync(`${folder}/bins/${slice}/${split}.bin`, new Uint8Array(ids.buffer));
      }
    }
    const bare = COMMON.replace("--train_data_dir corpus", "--train_data_dir bins");
    const planned = await aioli(folder, `${bare} --sample_rule stratified --plan`);
    match(planned.out, /bare ids of 16 bits, no index/);
    match(planned.out, /50304 ids \(Pythia's: no index tells another\)/);
    match(planned.out, /domains +a, b/);
    const refused = async (line: string, message: RegExp) => {
      const { code, err } = await aioli(folder, line);
      deepEqual([code, message.test(err)], [2, true], err);
    };
    await refused(
      `${bare} --sample_rule stratified --slice_list a c`,
      /^mixlab: bins: wanted c\/train\.bin, which is not there/,
    );
    await refused(
      `${COMMON} --sample_rule stratified --slice_list vowels web`,
      /--slice_list: wanted domains of corpus .* got "web"/,
    );
    await refused(`${COMMON} --sample_rule stratified --model EleutherAI/pythia-70m`, /nothing is downloaded here/);
    await refused(`${COMMON} --sample_rule stratified --model gpt2`, /--model_name: wanted EleutherAI\/pythia-14m/);
    await refused(
      `${bare} --sample_rule stratified --task_name instruction`,
      /wanted a corpus with starts of examples/,
    );
    await refused(
      `${COMMON} --sample_rule mixture --proportions 1 1 --aioli --eta 1 --update_steps 3`,
      /aioli: updateSteps/,
    );
    ok(!files(folder).includes("output")); // nothing was begun
  }));
