import { deepEqual, equal, ok, throws } from "../assert.ts";
import { parseAioliLine } from "../../lib/cli/aioli/parse.ts";
import { aioliRunName, resumedFrom } from "../../lib/cli/aioli/run_name.ts";
import { orderGroups, parseAioliName, splitWeights } from "../../lib/tables/aioli_name.ts";
import { needsReference } from "../reference.ts";
import { launcherCalls } from "./aioli_launchers.ts";

const name = (line: string) => aioliRunName(parseAioliLine(line.split(" ")).values);
const COMMON = "--task_name slimpj --model EleutherAI/pythia-160m --checkpoint 0 --max_steps 5000 --lr 0.0005 " +
  "--lr_scheduler linear_warmup_cosine";
const TWO = `${COMMON} --slice_list arxiv stackexchange --sample_rule mixture`;
const THREE = `${COMMON} --slice_list arxiv book stackexchange`;
const END = "lr_0.0005_linear_warmup_cosine";

Deno.test("aioli: runs have the names that Aioli gives them", () => {
  // These four stand in the repository's launchers, as paths of models.
  equal(
    name(`${TWO} --proportions 5 5`),
    `slimpj_pythia-160m_from_scratch_5000_mixture_arxiv_stackexchange_weights_55_static_${END}`,
  );
  equal(
    name(`${THREE} --sample_rule stratified`),
    `slimpj_pythia-160m_from_scratch_5000_stratified_arxiv_book_stackexchange_static_${END}`,
  );
  equal(
    name(`${THREE} --sample_rule mixture --break_steps 2000 --proportions 0.165316 0.092574 0.74211`),
    "slimpj_pythia-160m_from_scratch_5000_break_2000_mixture_arxiv_book_stackexchange_weights_0.1653160.0925740.74211_" +
      `static_${END}`,
  );
  equal(
    name(
      "--task_name instruction --model EleutherAI/pythia-160m --max_steps 1000 --lr 0.00001 --sample_rule mixture " +
        "--break_steps 500 --proportions 0.014379 0.009831 0.129966",
    ),
    "instruction_pythia-160m_1000_break_500_mixture_weights_0.0143790.0098310.129966_static_lr_1e-05",
  );
  // The others follow from the grammar.
  const head = "slimpj_pythia-160m_from_scratch_5000_mixture_arxiv_stackexchange_";
  equal(
    name(
      `${TWO} --aioli --eta 0.2 --ema 0.1 --update_steps 250 --lp_rounds 4 --lp_steps 4 --one_hot_factor 0.625 --aioli_normalize_A`,
    ),
    `${head}aioli_eta_0.2_update_250_rounds_4_steps_4_ohf_0.625_ema_0.1_normalized_${END}`,
  );
  equal(
    name(`${TWO} --aioli --eta 1 --update_steps 250 --aioli_prior 1 1 --prior_steps 500 --aioli_diagonal`),
    `${head}aioli_eta_1.0_update_250_rounds_1_steps_5_prior_11500_diagonal_${END}`,
  );
  equal(
    name(
      `${TWO} --skillit --eta 0.2 --update_steps 500 --graph_path ./g/slimpj_arxiv_stackexchange_normalized_seed_0.npy`,
    ),
    `${head}graph_normalized_greedy_500_eta_0.2_lookback_3_${END}`,
  );
  equal(
    name(`${TWO} --doge --break_steps 9 --custom_name x`),
    `${head.replace("5000", "5000_break_9")}doge_trainer_mu_0.01_${END}_avg_5_stepsx`,
  );
  equal(name(`${TWO} --doremi --n_epochs 2`), `${head.replace("5000", "5000_epochs_2")}doremi_trainer_mu_1.0_${END}`);
  equal(
    name(`${TWO} --proportions_schedule ${"0.25 0.75 ".repeat(9).trim()}`),
    `${head}weightschedule_0.25_0.75_0.25_0.75_0.25_0.75_0.25_0.75__static_${END}`, // cut behind a separator
  );
  equal(
    name(`${COMMON} --slice_list data/one.txt --sample_rule mixture --proportions 1`),
    `slimpj_pythia-160m_from_scratch_5000_mixture_one.txt_weights_1_static_${END}`,
  );
});

Deno.test("aioli: a resumed run has its parent's weights in its name", () => {
  const parent = (weights: string) =>
    `./saved_model_optim/slimpj_p_from_scratch_5000_break_2000_mixture_a_b_${weights}_seed_0.pt`;
  deepEqual(resumedFrom(parent("weights_0.0845890.915411_static")), { weights: "0.0845890.915411", step: 2000 });
  deepEqual(resumedFrom(parent("graph_normalized_greedy_5_eta_0.2")), { weights: "skillit", step: 2000 });
  deepEqual(resumedFrom(parent("aioli_eta_0.2_update_2")), { weights: "aioli", step: 2000 });
  deepEqual(resumedFrom("x_break_7_stratified_a_b_static_seed_0.pt"), { weights: "stratified", step: 7 });
  throws(() => resumedFrom("runs/3f9c2a41d07b"), /wanted the name of a run that was broken off/);
  throws(() => resumedFrom("x_break_7_mixture"), /wanted a run's name with its weights/);
  const child = `${TWO} --proportions 0 10 --resume_model_path ${parent("weights_55_static")} --remaining_steps`;
  equal(
    name(`${child} 100`),
    `slimpj_pythia-160m_from_scratch_5000_resume_55_2000_mixture_arxiv_stackexchange_weights_010_static_${END}`,
  );
  ok(name(`${child} 50`).includes("_resume_55_2000_remaining_50_mixture_"));
});

Deno.test("aioli: our reader of names reads those of fixed mixtures back", () => {
  const made = name(`${THREE} --sample_rule mixture --break_steps 2000 --proportions 0.165316 0.092574 0.74211`);
  const { groups, weights, breakStep, maxSteps, settings } = parseAioliName(made)!;
  deepEqual(orderGroups(groups, ["stackexchange", "book", "arxiv"]), ["arxiv", "book", "stackexchange"]);
  deepEqual(splitWeights(weights!, 3), [[0.165316, 0.092574, 0.74211]]);
  deepEqual([breakStep, maxSteps, settings], [2000, 5000, END]);
  const child = parseAioliName(
    name(`${TWO} --proportions 0 10 --resume_model_path x_break_40_mixture_weights_55_static --remaining_steps 9`),
  )!;
  deepEqual([child.resumed, child.weights], [{ weights: "55", step: 40 }, "010"]);
  equal(parseAioliName(name(`${TWO} --aioli --eta 1 --update_steps 250`)), undefined);
});

needsReference("aioli: names of the launchers' models are those that other launchers look for", (path) => {
  const calls = launcherCalls(path("aioli", "script_runs.csv")), made = new Set<string>();
  for (const { args } of calls) {
    try {
      made.add(aioliRunName(parseAioliLine(args).values));
    } catch (error) {
      ok(error instanceof SyntaxError);
    }
  }
  const wanted = calls.flatMap(({ columns }) => columns.filter(([, value]) => value.startsWith("./saved_models/")));
  equal(wanted.length, 2);
  for (const [, value] of wanted) ok(made.has(value.slice("./saved_models/".length).replace("_seed_0.pt", "")), value);
});
