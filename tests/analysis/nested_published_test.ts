/** Step, size and mixing laws on the published tables of Data Mixing Laws, against printed and recomputed answers. */
import { deepEqual, equal, ok } from "../assert.ts";
import { nestedLaws } from "../../analysis/nested_laws/nested_laws.ts";
import { dmlShares, dmlTable, printed5MixTable } from "../../analysis/nested_laws/dml_tables.ts";
import { DML_SIZES } from "../../analysis/nested_laws/quoted.ts";
import { criticalShare } from "../../lib/laws/best/critical_share.ts";
import { combineTargets } from "../../lib/laws/combine_targets.ts";
import { chooseHiddenDomains } from "../../lib/laws/choose_hidden_domains.ts";
import { implicitDomains } from "../../lib/laws/implicit_domains.ts";
import { fitPowerTable } from "../../lib/laws/power/power_table.ts";
import { predictTable } from "../../lib/laws/predict_table.ts";
import { quality } from "../../lib/laws/quality.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { near } from "../laws/tables.ts";
import { needsReference } from "../reference.ts";

const json = async (path: string) => JSON.parse(await Deno.readTextFile(path));
const GROUPS = ["academic", "prose", "dialogue", "symbolic", "internet"];
const errorsOf = (nested: ReturnType<typeof nestedLaws>, stage: string) => {
  const found = nested.stages.find((each) => each.stage === stage);
  ok(found, `${stage} is not among ${nested.stages.map((each) => each.stage).join("; ")}`);
  return found.errors;
};

needsReference(
  "5Mix: the overall loss is Σ s_i L_i with the published validation shares, and its explicit law",
  async (ref) => {
    const shares: Record<string, number> = await json(ref("dml", "valid_weight.json"));
    const where = { where: "model_size=70M,step=30000" };
    const all = await readTable(ref("dml", "dml_5mix.csv"), where);
    const groups = await readTable(ref("dml", "dml_5mix_aggregated.csv"), where);
    equal(all.targets.length, 22);
    const overall = combineTargets(all, shares, "overall").losses.data;
    overall.forEach((loss, n) => near(loss, groups.losses.data[6 * n + 5], 1e-6, `run ${n}`)); // agg_full has 6 decimals
    // the five groups' shares of the validation data follow from their members
    const members: Record<string, string[]> = {
      academic: [
        "ArXiv",
        "PubMed_Abstracts",
        "PhilPapers",
        "NIH_ExPorter",
        "FreeLaw",
        "USPTO_Backgrounds",
        "PubMed_Central",
      ],
      prose: ["PG19", "Books3", "BookCorpus2"],
      dialogue: ["Ubuntu_IRC", "OpenSubtitles", "EuroParl", "Enron_Emails", "HackerNews", "YoutubeSubtitles"],
      symbolic: ["DM_Mathematics", "Github"],
      internet: ["Pile-CC", "OpenWebText2", "StackExchange", "Wikipedia_en"],
    };
    const s = GROUPS.map((group) => members[group].reduce((sum, name) => sum + shares[name], 0));
    near(s.reduce((a, b) => a + b, 0), 1, 1e-12);
    const predicted = predictTable(lawNamed("log-linear").fit(groups, { delta: 0.05 }), groups);
    const explicit = overall.map((_, n) => s.reduce((sum, w, i) => sum + w * predicted.data[6 * n + i], 0));
    const { five_mix_70M_30000: theirs } = await json(ref("dml", "dml_reference.json"));
    near(quality(overall, explicit).mae, theirs.explicit_in_sample_mae_all26, 5e-6);
    equal(theirs.explicit_in_sample_mae_all26, 0.01161);
  },
);

needsReference("5Mix: implicit domains, in sample and left out, beside the recomputed figures", async (ref) => {
  const table = await readTable(ref("dml", "dml_5mix_aggregated.csv"), {
    where: "model_size=70M,step=30000",
    targets: ["agg_full"],
  });
  const theirs = (await json(ref("dml", "dml_reference.json"))).five_mix_implicit_domains;
  const { hidden, tried: [one, three] } = chooseHiddenDomains(table, {
    candidates: [1, 3],
    delta: 0.05,
    starts: 8,
    seed: 1,
  });
  near(one.inSample, theirs.K1_l2_0.in_sample_mae, 2e-5, "K 1, in sample");
  near(one.leaveOneOut, theirs.K1_l2_0.loo_mae, 5e-5, "K 1, left out");
  ok(three.inSample <= theirs.K3_l2_0.in_sample_mae, `K 3, in sample: ${three.inSample}`);
  near(three.leaveOneOut, theirs.K3_l2_0.loo_mae, 5e-3, "K 3, left out");
  equal(hidden, 3);
  // Five have as many parameters as there are mixtures: where their search ended at 0.0020, ours goes on to 0.0003. The
  // error left out (theirs 0.0196) depends on where a search ends; it is not asked for here, for it takes half a minute.
  equal(theirs.K5_l2_0.loo_mae, 0.01957);
  const fitted = implicitDomains({ hidden: 5, seed: 1, starts: 6 }).fit(table, { delta: 0.05 });
  const { mae } = quality(table.losses.data, predictTable(fitted, table).data);
  ok(mae <= theirs.K5_l2_0.in_sample_mae, `K 5, in sample: ${mae}`);
});

needsReference("continued pretraining: the critical share of the Pile", async (ref) => {
  const shares: Record<string, number> = await json(ref("dml", "valid_weight.json"));
  const pile = async (where: string) =>
    combineTargets(await readTable(ref("dml", "dml_ct.csv"), { where }), shares, "pile");
  const base = (await pile("step=0")).losses.data[0],
    runs = await pile("step=10000,run_id!=9"),
    held = await pile("run_id=9,step=10000");
  const theirs = (await json(ref("dml", "dml_reference.json"))).continual_pretraining;
  near(base, theirs.base_pile_loss, 1e-6);
  // as the paper's code has it: c from a grid, then a straight line; the least squares of all three says a little less
  const law = lawNamed("log-linear-two-step").fit(runs),
    { c, "v:Pile": pure, "v:Python": without } = law.perTarget[0].parameters;
  near(c, theirs.c, 1e-5, "c");
  near(pure - without, theirs.slope, 1e-4, "slope");
  near(without, theirs.intercept, 1e-4, "intercept");
  near(criticalShare(lawNamed("log-linear").fit(runs), { domain: "Pile", baseLoss: base }).share!, 0.2831, 1e-4);
  const { share } = criticalShare(law, { domain: "Pile", baseLoss: base });
  near(share!, theirs.critical_pile_proportion, 2e-5);
  equal(share!.toFixed(4), "0.2868");
  near(share!, 0.28622540757637893, 1e-3, "printed");
  // the run that the authors made at 0.28515625 keeps the old loss
  near(held.losses.data[0], theirs.holdout_pile_loss_at_0p28515625, 1e-5);
  ok(held.losses.data[0] < base);
});

needsReference("2Mix 70M: step laws from 10,000 to 20,000 updates say 30,000", async (ref) => {
  const table = await readTable(ref("dml", "dml_2mix.csv"), { where: "model_size=70M" });
  const nested = nestedLaws(table, { targetStep: 30_000, toStep: 20_000, law: "linear" });
  const inside = errorsOf(nested, "step laws on what they were fitted to"),
    later = errorsOf(nested, "step laws at update 30000");
  ok(inside.every(({ mae }) => mae < 0.0035));
  deepEqual(later.map(({ points, bias }) => [points, bias.toFixed(3)]), [[5, "-0.019"], [5, "-0.019"], [5, "-0.019"]]);
  const still = errorsOf(nested, "last fitted loss for that at update 30000");
  later.forEach(({ mae }, i) => ok(mae < still[i].mae / 2));
});

needsReference("3Mix: step laws from 10,000 to 30,000 updates say 60,000, too low by 0.03", async (ref) => {
  const table = await readTable(ref("dml", "dml_3mix.csv"), {
    where: "model_size=70M|160M,step>=10000,loss_Books3!=,loss_Github!=,loss_Pile-CC!=",
  });
  for (const [size, points] of [["70M", 3], ["160M", 6]] as const) {
    const parameters = DML_SIZES[size], own = table.runs.flatMap((run, n) => run.labels.model_size === size ? [n] : []);
    const laws = nestedLaws(table, {
      ...{ sizes: DML_SIZES, targetParameters: 1e12, targetStep: 60_000, toStep: 30_000, law: "linear" },
    });
    ok(own.length > 0);
    const inside = errorsOf(laws, `step laws on what they were fitted to, ${parameters} parameters`).at(-1)!;
    const later = errorsOf(laws, `step laws at update 60000, ${parameters} parameters`).at(-1)!;
    ok(inside.mae < 0.006, `${size} in sample ${inside.mae}`);
    equal(later.points, points);
    ok(-0.035 < later.bias && later.bias < -0.02, `${size} bias ${later.bias}`);
  }
});

needsReference(
  "5Mix: step laws from 10,000 to 30,000 updates at 90,000 and 100,000; the first updates do not obey",
  async (ref) => {
    const table = await readTable(ref("dml", "dml_5mix_aggregated.csv"), {
      where: "model_size=70M,agg_full!=,run_id<900",
      targets: ["agg_full"],
    });
    const at = (targetStep: number, fromStep: number, chooseByLast = 0) => {
      const nested = nestedLaws(table, { targetStep, fromStep, toStep: 30_000, chooseByLast, law: "linear" });
      return errorsOf(nested, `step laws at update ${targetStep}`).at(-1)!;
    };
    const free = at(90_000, 10_000), chosen = at(90_000, 10_000, 5), early = at(90_000, 3_000);
    deepEqual([free.points, free.mae.toFixed(3), free.covered], [6, "0.025", 1]);
    deepEqual([chosen.mae.toFixed(3), early.mae.toFixed(3)], ["0.021", "0.090"]);
    ok(early.bias > 0 && free.bias < 0);
    equal(at(100_000, 10_000).points, 4);
  },
);

needsReference("5Mix: size laws of four sizes at 20,000 updates say 1B", async (ref) => {
  const table = await readTable(ref("dml", "dml_5mix_aggregated.csv"), {
    where: "step=20000,agg_full!=",
    targets: GROUPS.map((g) => `agg_${g}`),
  });
  const nested = nestedLaws(table, { sizes: DML_SIZES, targetStep: 20_000, stepLaws: false });
  equal(nested.targetParameters, DML_SIZES["1B"]);
  const inside = errorsOf(nested, "size laws on what they were fitted to").at(-1)!;
  const large = errorsOf(nested, `laws at ${DML_SIZES["1B"]} parameters`).at(-1)!;
  equal(inside.points, 104);
  ok(inside.mae < 0.005, `in sample ${inside.mae}`);
  // four mixtures were made with 1B parameters and with all smaller sizes
  deepEqual([large.points, large.mae.toFixed(4)], [4, "0.0085"]);
});

needsReference("5Mix, 1B run 999: its own step law at 100,000 updates", async (ref) => {
  const table = await readTable(ref("dml", "dml_5mix_aggregated.csv"), {
    where: "model_size=1B,run_id=999,agg_full!=",
    targets: ["agg_full"],
  });
  const last = table.losses.data[table.runs.findIndex(({ step }) => step === 100_000)];
  const error = (to: number) => fitPowerTable(table, { along: "steps", to }).predict(100_000).losses.data[0] - last;
  deepEqual([error(60_000).toFixed(3), error(90_000).toFixed(3)], ["-0.020", "-0.012"]);
});

needsReference(
  "5Mix: ours beside the printed fits, as the notebook shows them; shares of the groups sum to 1",
  async (ref) => {
    const folders = [ref()];
    const { table, note } = await dmlTable("5mix_aggregated", { folders, where: "model_size=70M,step=30000" });
    equal(note, "dml/dml_5mix_aggregated.csv: yegcjs/mixinglaws, no licence declared");
    const { rows } = printed5MixTable(lawNamed("log-linear").fit(table!, { delta: 0.05 }));
    deepEqual(rows.map(([group]) => group), GROUPS);
    for (const [group, huber, printedHuber, c, printedC] of rows) {
      near(Number(huber), Number(printedHuber), 2e-4, `${group}: Huber × 10⁴`);
      near(Number(c), Number(printedC), 6e-4, `${group}: c`);
    }
    const { groups, domains } = await dmlShares({ folders });
    near(Object.values(groups!).reduce((a, b) => a + b, 0), 1, 1e-12);
    equal(Object.keys(domains!).length, 22);
  },
);
