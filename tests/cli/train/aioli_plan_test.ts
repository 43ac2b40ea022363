import { deepEqual, equal, match, ok, throws } from "../../assert.ts";
import { FLAGS } from "../../../lib/cli/aioli/flags.ts";
import { parseAioliLine } from "../../../lib/cli/aioli/parse.ts";
import { type AioliPlan, planAioli } from "../../../lib/cli/aioli/plan.ts";
import { differenceWords, planWords } from "../../../lib/cli/aioli/words.ts";
import { aioliSettings } from "../../../lib/methods/aioli/settings.ts";
import type { RuleContext } from "../../../lib/methods/rule.ts";
import { ruleNamed } from "../../../lib/methods/rules.ts";
import { needsReference } from "../../reference.ts";
import { launcherCalls } from "../aioli_launchers.ts";

const DOMAINS = ["arxiv", "stackexchange"];
const COMMON =
  "--task_name slimpj --train_data_dir d --checkpoint 0 --max_steps 5000 --batch_size 8 --context_length 64 " +
  "--lr 0.0005 --lr_scheduler linear_warmup_cosine --warmup_steps 500 --num_ckpts 20";
const GRAPH = [[0.75, 0.5], [0.6, 0.7]];

function plan(line: string, graph?: number[][], domains: readonly string[] = DOMAINS): AioliPlan {
  const { values, own } = parseAioliLine(`${COMMON} ${line}`.split(" "));
  return planAioli(values, own, { domains, graph });
}

/** The rule takes the options. */
function checked({ rule, steps, domains, seed }: AioliPlan): AioliPlan["rule"] {
  const context: RuleContext = {
    ...{ domains, targets: domains, steps, batch: 8, context: 64, seed, valRows: domains.map(() => 9) },
  };
  ruleNamed(rule.rule).check(rule.options, context);
  return rule;
}

Deno.test("aioli: lines become rules", () => {
  deepEqual(checked(plan("--sample_rule mixture --proportions 1 3")), {
    rule: "fixed",
    options: { shares: [0.25, 0.75] },
  });
  deepEqual(checked(plan("--sample_rule stratified")), { rule: "fixed", options: { shares: [0.5, 0.5] } });
  deepEqual(checked(plan("--sample_rule stratified --proportions_schedule 1 0 1 3")), {
    rule: "schedule",
    options: { mixtures: [[1, 0], [0.25, 0.75]] },
  });
  deepEqual(checked(plan("--sample_rule mixture --skillit --eta 0.2 --update_steps 500 --graph_path g.npy", GRAPH)), {
    rule: "skill-it",
    options: { preset: "aioli", eta: 0.2, window: 3, checkpoints: 20, updateSteps: 500, graph: GRAPH },
  });
  deepEqual(checked(plan("--sample_rule mixture --skillit --eta 0.2 --update_steps 500 --k 2")).options.graph, [
    [1, 0],
    [0, 1],
  ]);
  deepEqual(checked(plan("--sample_rule stratified --doge --doge_val_batch_size 2")), {
    rule: "doge",
    options: { preset: "aioli", mu: 0.01, targetRows: 2 },
  });
  const proxy = plan("--sample_rule stratified --doremi --doremi_mu 0.01 --doremi_reference_model_path m.pt");
  deepEqual(checked(proxy), { rule: "doremi", options: { preset: "aioli", eta: 0.01 } });
  equal(proxy.reference, "m.pt");
  deepEqual(checked(plan("--sample_rule mixture --proportions 1 3 --doge --doge_val_batch_size 2")).options.sampling, {
    arxiv: 0.25,
    stackexchange: 0.75,
  });
});

Deno.test("aioli: its own method, alone, after a prior, after Skill-It", () => {
  const own = "--sample_rule mixture --aioli --aioli_normalize_A --lp_rounds 4 --lp_steps 4 --eta 0.2 --ema 0.1 " +
    "--update_steps 250 --one_hot_factor 0.625";
  const rule = checked(plan(own)),
    context = { domains: DOMAINS, targets: DOMAINS, steps: 5000, batch: 8, valRows: [9, 9] };
  // The launcher's preset, flag by flag.
  deepEqual(aioliSettings(rule.options, context), aioliSettings({ preset: "launcher-2" }, context));
  const prior = checked(plan(`${own} --aioli_prior 1 3 --prior_steps 500`));
  const [first, second] = prior.options.phases as unknown as [Record<string, unknown>, Record<string, unknown>];
  deepEqual(first, { rule: "fixed", options: { shares: [0.25, 0.75] }, steps: 500 });
  deepEqual(second, { ...rule, steps: 4500 });
  // The launcher of seven domains: a prior of no steps, which never ends there.
  deepEqual(checked(plan(`${own} --aioli_prior 1 3 --prior_steps 0`)), rule);
  const [skillit] = checked(
    plan(`${own} --graph_path g.npy --prior_steps 500 --skillit_eta 0.3 --skillit_update_steps 250`, GRAPH),
  ).options.phases as unknown as [{ rule: string; options: Record<string, unknown> }];
  deepEqual([skillit.rule, skillit.options.eta, skillit.options.updateSteps], ["skill-it", 0.3, 250]);
  // With both, one phase on p_j exp(η (G p)_j): G p is 0.5625 and 0.675 here.
  const [both] = checked(plan(`${own} --aioli_prior 1 3 --graph_path g.npy --prior_steps 500 --skillit_eta 2`, GRAPH))
    .options.phases as unknown as [{ options: { shares: number[] } }];
  const odds = (0.25 * Math.exp(2 * 0.5625)) / (0.75 * Math.exp(2 * 0.675));
  ok(Math.abs(both.options.shares[0] / both.options.shares[1] - odds) < 1e-12);
});

Deno.test("aioli: evaluations have the repository's numbers", () => {
  const fixed = plan("--sample_rule stratified");
  deepEqual(fixed.checkpoints.slice(0, 3), [{ label: 0, after: 1 }, { label: 250, after: 251 }, {
    label: 500,
    after: 501,
  }]);
  deepEqual([fixed.checkpoints.length, fixed.last, fixed.made, fixed.broken], [20, 5000, 5000, false]);
  const own = "--sample_rule mixture --aioli --eta 0.2 --lp_steps 5";
  deepEqual(plan(`${own} --update_steps 250`).checkpoints[0], { label: 250, after: 250 });
  // Within an estimation there is none: rounds of 100 updates begin with 2 visits of 5.
  deepEqual(plan(`${own} --update_steps 100 --num_ckpts 1000`).checkpoints.slice(0, 3).map(({ label }) => label), [
    15,
    20,
    25,
  ]);
  const broken = plan("--sample_rule stratified --break_steps 501");
  deepEqual(broken.checkpoints.map(({ label }) => label), [0, 250, 500]);
  deepEqual([broken.last, broken.made, broken.steps, broken.broken], [501, 501, 5000, true]);
  equal(plan("--sample_rule stratified --break_steps 5000").broken, false);
  const path = "x_break_400_mixture_weights_55_static_seed_0.pt";
  const child = plan(`--sample_rule mixture --proportions 1 0 --resume_model_path ${path} --remaining_steps 200`);
  deepEqual(child.checkpoints, [{ label: 500, after: 101 }]);
  deepEqual([child.begun, child.made, child.last, child.parent], [400, 200, 600, path]);
  equal(child.settings["schedule-steps"], 5000);
  // DoReMi's micro-batches are what steps and numbers count.
  const proxy = plan(
    "--sample_rule stratified --doremi --doremi_reference_model_path m --gradient_accumulation_steps 2 --batch_size 4",
  );
  deepEqual(proxy.checkpoints.slice(0, 2), [{ label: 0, after: 0 }, { label: 250, after: 125 }]);
  deepEqual([proxy.made, proxy.last], [2500, 5000]);
  const { settings } = proxy;
  deepEqual([settings.batch, settings["micro-batch"], settings.warmup, settings["schedule-steps"]], [8, 4, 250, 2500]);
});

Deno.test("aioli: optimiser and schedule are the repository's", () => {
  const { settings } = plan("--sample_rule stratified --end_lr 3e-5");
  deepEqual([settings.schedule, settings["start-lr"], settings["end-lr"], settings.warmup], [
    "linear-warmup-cosine",
    1e-7,
    1e-4,
    500,
  ]);
  deepEqual([settings["weight-decay"], settings.clip, settings.betas], [0.01, 1, [0.9, 0.999]]);
  deepEqual([settings.normalise, settings["eval-mean"], settings["final-sequences"]], ["positions", "sequences", 0]);
  const cosine = plan("--sample_rule stratified --lr_scheduler cosine --end_lr 3e-5").settings;
  deepEqual([cosine.schedule, cosine["end-lr"], cosine.warmup], ["cosine", 3e-5, 0]);
  // A warm-up that the run does not reach the end of.
  equal(plan("--sample_rule stratified --max_steps 40 --num_ckpts 1").settings["schedule-steps"], 500);
  const instruction = plan("--sample_rule stratified --task_name instruction --lr_scheduler linear").settings;
  deepEqual(
    [instruction.rows, instruction.long, instruction["loss-mask"], instruction.schedule],
    ["examples", "leave-out", "none", "linear"],
  );
});

Deno.test("aioli: lines that cannot be meant are refused", () => {
  const refused = (line: string, message: RegExp) => throws(() => plan(line, undefined), message);
  refused("--skillit", /--sample_rule: wanted mixture or stratified, got "nothing"/);
  refused("--sample_rule mixture", /--proportions: wanted a mixture with --sample_rule mixture/);
  refused(
    "--sample_rule mixture --proportions 1",
    /--proportions: wanted 2 numbers, one for each of arxiv, stackexchange, got 1/,
  );
  refused("--sample_rule mixture --proportions 1 -1", /wanted numbers ≥ 0, got -1/);
  refused("--sample_rule mixture --proportions 0 0", /wanted a number above 0/);
  refused("--sample_rule stratified --proportions_schedule 1 0 1", /wanted 2 numbers for each segment/);
  refused("--sample_rule stratified --task_name c4", /--task_name: wanted slimpj or instruction, got "c4"/);
  refused("--sample_rule stratified --max_steps -1", /--max_steps: wanted a whole number ≥ 1, got -1/);
  refused("--sample_rule stratified --num_ckpts 6000", /--num_ckpts: wanted at most the 5000 steps/);
  refused("--sample_rule stratified --lr_scheduler polynomial", /--lr_scheduler: wanted linear, .* got "polynomial"/);
  refused("--sample_rule stratified --break_steps 5001", /--break_steps: wanted at most the 5000/);
  refused("--sample_rule stratified --remaining_steps 9", /wanted --resume_model_path beside it/);
  refused(
    "--sample_rule stratified --resume_model_path x_break_5_weights_1_static",
    /--remaining_steps: wanted it with/,
  );
  refused("--sample_rule mixture --aioli --update_steps 250", /--eta: wanted it for Aioli, got none/);
  refused("--sample_rule mixture --skillit --eta 1 --update_steps 500 --k 3", /--k: wanted the number of domains, 2/);
  refused("--sample_rule stratified --doge", /--doge_val_batch_size: wanted it for DoGE/);
  refused("--sample_rule stratified --doremi", /--doremi_reference_model_path: wanted it for DoReMi/);
  refused("--sample_rule mixture --aioli --eta 1 --update_steps 250 --aioli_prior 1 1", /--prior_steps: wanted it/);
  throws(
    () => plan("--sample_rule mixture --skillit --eta 1 --update_steps 500 --graph_path g", [[1]]),
    /--graph_path: wanted a matrix of 2 × 2, .* got 1 × 1/,
  );
});

Deno.test("aioli: what a line means, and what is otherwise, is said", () => {
  const line = parseAioliLine(
    `${COMMON} --sample_rule mixture --aioli --skillit --eta 0.2 --update_steps 500 --use_flash_attention --end_lr 0.1`
      .split(" "),
  );
  const words = planWords(planAioli(line.values, line.own, { domains: DOMAINS, graph: GRAPH }), {
    ...{ data: "DATA", model: "MODEL", results: "RESULTS" },
  });
  match(words, /Skill-It: rule skill-it preset aioli, eta 0\.2/);
  match(words, /learning\s+rate linear-warmup-cosine 1e-7 → 0\.0005 \(after 500\) → 0\.0001 \(after 5000\)/);
  match(words, /after 1 \(checkpoint-0\), 251 \(checkpoint-250\), … 4751\s+\(checkpoint-4750\) and\s+5000/);
  const other = differenceWords(line);
  match(other, /--use_flash_attention\s+there .* bf16[\s\S]*here\s+all is float32/);
  match(other, /--end_lr\s+ignored, here as there: linear_warmup_cosine ends at 1e-4/);
  match(other, /--aioli\s+passed over, here as there: --skillit goes first/);
  ok(!other.includes("--doge "));
  // Words that depend on other flags can be made for any line.
  for (const [name, { otherwise }] of Object.entries(FLAGS)) {
    const said = typeof otherwise === "function" ? otherwise(line.values) : otherwise;
    ok(said === undefined || said.length > 10, name);
  }
});

needsReference("aioli: every launcher call that can be read can be planned", (path) => {
  let planned = 0;
  for (const { script, args } of launcherCalls(path("aioli", "script_runs.csv"))) {
    const all = [
      ...args.filter((word) => !/^--(bandit_diagonal|filter_val_skills)$/.test(word)),
      "--train_data_dir",
      "d",
    ];
    let line;
    try {
      line = parseAioliLine(all);
    } catch {
      continue; // placeholders for a person to fill in, and a word of the shell that a stray backslash put on the line
    }
    const { slice_list, task_name, graph_path } = line.values;
    const m = task_name === "instruction" ? 9 : slice_list!.length;
    const domains = slice_list ?? Array.from({ length: m }, (_, i) => `task${i}`);
    const graph = graph_path && domains.map(() => domains.map(() => 0.5));
    const made = planAioli(line.values, line.own, { domains, ...(graph && { graph }) });
    checked(made);
    ok(made.checkpoints.length > 0 || made.begun > 0 || line.values.num_ckpts === 1, script);
    planned++;
  }
  equal(planned, 68);
});
