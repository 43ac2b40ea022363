/** Laws fitted to the published tables, against printed and recomputed answers. */
import { deepEqual, equal, ok } from "../assert.ts";
import { columnOf } from "../../lib/numerics/matrix.ts";
import { leastSquares } from "../../lib/numerics/least_squares.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import type { RunTable } from "../../lib/tables/run_table.ts";
import type { FitOptions, FittedLaw } from "../../lib/laws/law.ts";
import { predictTable } from "../../lib/laws/predict_table.ts";
import { type Quality, quality } from "../../lib/laws/quality.ts";
import { lawNamed } from "../../lib/laws/registry.ts";
import { leaveOneOut } from "../../lib/laws/resample.ts";
import { zeroShareWarnings } from "../../lib/laws/zero_shares.ts";
import { needsReference } from "../reference.ts";
import { near } from "./tables.ts";

const json = async (path: string) => JSON.parse(await Deno.readTextFile(path));

/** Printed in Data Mixing Laws' notebook: mean Huber loss, δ = 0.05. */
const PRINTED = { academic: 5.6829e-4, prose: 1.2334e-4, dialogue: 5.5134e-4, symbolic: 1.4282e-4, internet: 8.166e-5 };

/** Leave-one-out quality of one target. */
function looOf(law: string, table: RunTable, target: string, options: FitOptions): Quality {
  const chosen = lawNamed(law), out = leaveOneOut(chosen, table, chosen.fit(table, options), options)!;
  const i = table.targets.indexOf(target);
  return quality(columnOf(table.losses, i), columnOf(out, i));
}

needsReference("5Mix 70M, step 30000: M4 with Huber 0.05 is no worse than printed, and the same law", async (ref) => {
  const table = await readTable(ref("dml", "dml_5mix_aggregated.csv"), { where: "model_size=70M,step=30000" });
  const own = (await json(ref("dml", "dml_reference.json"))).five_mix_70M_30000.per_domain;
  const fitted = lawNamed("m4").fit(table, { delta: 0.05 });
  equal(table.runs.length, 26);
  Object.entries(PRINTED).forEach(([target, huber]) => {
    const fit = fitted.perTarget[fitted.targets.indexOf(target)];
    ok(Number(fit.objective.toPrecision(5)) <= huber, `${target}: ${fit.objective} > ${huber}`);
    ok(fit.objective > huber * 0.999, `${target}: ${fit.objective} is too low to be true`);
    ok(fit.converged, fit.reason);
    near(fit.c!, own[target].c, 5e-4, `${target} c`);
    near(fit.c!, own[target].printed_c, 5e-4, `${target} printed c`);
    fitted.domains.forEach((d, j) => {
      near(fit.vertex![d]!, own[target].vertex_exponents[j], 5e-3, `${target} v:${d}`);
    });
  });
});

needsReference("5Mix 70M: leave-one-out of the overall loss, summed from the laws of five targets", async (ref) => {
  const table = await readTable(ref("dml", "dml_5mix_aggregated.csv"), { where: "model_size=70M,step=30000" });
  const reference = (await json(ref("dml", "dml_reference.json"))).five_mix_70M_30000;
  const law = lawNamed("m4"), options = { delta: 0.05 };
  const fitted = law.fit(table, options), out = leaveOneOut(law, table, fitted, options)!;
  const k = 6, inside = predictTable(fitted, table), full = columnOf(table.losses, 5);
  // agg_full is a weighted mean of the five; its weights are found from the table
  const five = (data: Float64Array, n: number) => [...data.subarray(n * k, n * k + 5)];
  const weights = leastSquares({
    model: (x: number[], w) => x.reduce((s, v, i) => s + v * w[i], 0),
    x: table.runs.map((_, n) => five(table.losses.data, n)),
    y: full,
    start: [0.2, 0.2, 0.2, 0.2, 0.2],
  });
  ok(weights.rss < 1e-10);
  const total = (data: Float64Array) =>
    full.map((_, n) => five(data, n).reduce((s, v, i) => s + v * weights.parameters[i], 0));
  near(quality(full, total(inside.data)).mae, reference.explicit_in_sample_mae_all26, 5e-5, "in-sample");
  near(quality(full, total(out.data)).mae, reference.explicit_loo_mae, 5e-5, "leave-one-out");
});

needsReference("2Mix: irreducible loss, slope and intercept along the own share", async (ref) => {
  const { own } = (await json(ref("dml", "dml_reference.json"))).two_mix;
  const law = lawNamed("log-linear");
  const along = async (size: string, step: number, target: string) => {
    const table = await readTable(ref("dml", "dml_2mix.csv"), { where: `model_size=${size},step=${step}` });
    const fit = law.fit(table).perTarget[table.targets.indexOf(target)];
    const mine = target === "Github" ? "Github" : "PileCC", other = mine === "Github" ? "PileCC" : "Github";
    return { c: fit.c!, slope: fit.vertex![mine]! - fit.vertex![other]!, intercept: fit.vertex![other]!, fit, table };
  };
  const github = await along("70M", 30000, "Github");
  [[github.c, 1.1096], [github.slope, -1.640], [github.intercept, -0.682]].forEach(([value, printed]) => {
    ok(Math.abs(value / printed - 1) < 0.02, `${value}, printed ${printed}`);
  });
  for (const { size, step, domain, joint_c, joint_t, joint_logk, joint_rmse } of own) {
    const { c, slope, intercept, fit } = await along(size, step, domain);
    // the recomputed answers are given to 5 decimals; those of the outlying 160M table at 10,000 steps included
    near(c, joint_c, 2e-4, `${size} ${step} ${domain} c`);
    near(slope, joint_t, 2e-3 * Math.abs(joint_t), `${size} ${step} ${domain} slope`);
    near(intercept, joint_logk, 2e-3, `${size} ${step} ${domain} intercept`);
    near(Math.sqrt(2 * fit.objective), joint_rmse, 2e-6, `${size} ${step} ${domain} rmse`);
  }
});

needsReference("3Mix 410M, step 60000: the error at unseen mixtures with and without zero shares", async (ref) => {
  const file = ref("dml", "dml_3mix.csv"), options = { delta: 0.02 }, law = lawNamed("log-linear");
  const all = await readTable(file, { where: "model_size=410M,step=60000" });
  const some = await readTable(file, { where: "model_size=410M,step=60000,r_Github>0" });
  deepEqual([all.runs.length, some.runs.length], [32, 26]);
  equal(looOf("log-linear", all, "Github", options).mae.toFixed(3), "0.084");
  // 0.00475, which the issue rounds to 0.0048
  near(looOf("log-linear", some, "Github", options).mae, 0.00475, 5e-6);

  const about = (table: RunTable, target: string) =>
    zeroShareWarnings(law, table, law.fit(table, options), options).filter((w) => w.target === target);
  const [warning, ...more] = about(all, "Github");
  equal(more.length, 0);
  equal(warning.code, "zero-share");
  ok(warning.message.includes("6 of 32 runs have Github = 0"), warning.message);
  deepEqual(about(some, "Github"), []);
});

needsReference(
  "3Mix 410M: in-sample errors of M1 to M4 are those of Data Mixing Laws' forms, or lower Huber",
  async (ref) => {
    const file = ref("dml", "dml_3mix.csv");
    const { forms_all32_and_random_24_8: forms, M1_M2_M4_by_subset: subsets } =
      (await json(ref("dml", "dml_reference.json"))).three_mix_410M_60000;
    const all = await readTable(file, { where: "model_size=410M,step=60000" });
    for (const name of ["m1", "m2", "m3", "m4"]) {
      const fitted = lawNamed(name).fit(all, { delta: 0.02 });
      fitted.perTarget.forEach(({ target, objective }) => {
        const sum = objective * all.runs.length, theirs = forms[`${target}/${name.toUpperCase()}`].huber;
        ok(sum <= theirs * 1.001, `${name} ${target}: Huber ${sum}, reference ${theirs}`);
      });
    }
    for (const [target, mae] of [["Books3", 0.02033], ["Github", 0.08377], ["Pile-CC", 0.01067]] as const) {
      equal(subsets[`${target}/all/M4`].loo_mae, mae);
      near(looOf("m4", all, target, { delta: 0.02 }).mae, mae, 2e-5, target);
    }
    const interior = await readTable(file, { where: "model_size=410M,step=60000,r_Github>0,r_Books3>0,r_PileCC>0" });
    equal(interior.runs.length, 20);
    for (const target of ["Books3", "Github", "Pile-CC"]) {
      near(
        looOf("m4", interior, target, { delta: 0.02 }).mae,
        subsets[`${target}/interior_all>0/M4`].loo_mae,
        2e-5,
        target,
      );
    }
  },
);

needsReference("RegMix: rank correlation on the tests of both sizes", async (ref) => {
  const train = await readTable(ref("regmix", "regmix_train_1M.csv"));
  const tests = {
    "1M": await readTable(ref("regmix", "regmix_test_1M.csv")),
    "60M": await readTable(ref("regmix", "regmix_test_60M.csv")),
  };
  deepEqual([train.runs.length, train.domains.length, train.targets.length], [512, 17, 13]);
  const fits = new Map<string, FittedLaw>();
  const judge = (law: string, options: FitOptions, size: "1M" | "60M") => {
    const key = law + JSON.stringify(options);
    if (!fits.has(key)) fits.set(key, lawNamed(law).fit(train, options));
    const predicted = predictTable(fits.get(key)!, tests[size]);
    return new Map(train.targets.map((target, i) => [
      target,
      quality(columnOf(tests[size].losses, tests[size].targets.indexOf(target)), columnOf(predicted, i)),
    ]));
  };
  ok(judge("log-linear", {}, "1M").get("pile_cc")!.spearman! >= 0.96);
  ok(judge("log-linear", {}, "60M").get("pile_cc")!.spearman! >= 0.955);
  near(judge("linear", {}, "1M").get("pile_cc")!.spearman!, 0.9018, 5e-4);
  near(judge("linear", {}, "60M").get("pile_cc")!.spearman!, 0.8929, 5e-4);

  const { n512, pile_cc_params } = await json(ref("regmix", "regmix_loglinear_reference.json"));
  for (const size of ["1M", "60M"] as const) {
    const got = judge("log-linear", { delta: 0.02 }, size);
    near(got.get("pile_cc")!.spearman!, n512.pile_cc[size].rho, 5e-4, size);
    near(got.get("pile_cc")!.mae, n512.pile_cc[size].mae, 2e-4, size);
    const mean = [...got.values()].reduce((s, q) => s + q.spearman!, 0) / 13;
    near(mean, n512.mean_rho[size], 5e-4, `mean ${size}`);
    if (size === "60M") continue;
    for (const [metric, rho] of Object.entries<number>(n512.per_metric_rho_1M)) {
      near(got.get(metric.replace("loss_", ""))!.spearman!, rho, 2e-3, metric);
    }
  }
  // the reference parameters are those of its 256 runs; of 512 only c is stated (specs): 5.23
  const fit = fits.get(`log-linear{"delta":0.02}`)!.perTarget[train.targets.indexOf("pile_cc")];
  near(fit.c!, pile_cc_params.c, 0.01, "c");
});
