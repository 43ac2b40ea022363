/** Aioli's published parameters: what was computed from them for this project, and what is computed from them here. */
import { COMPUTED_DIRECTIONS, COMPUTED_OPTIMA } from "../../analysis/aioli_published/computed.ts";
import { publishedSlopes } from "../../analysis/aioli_published/dynamic_slopes.ts";
import { publishedEffects } from "../../analysis/aioli_published/effects.ts";
import { parseLawParams, type PublishedParameter } from "../../analysis/aioli_published/law_params.ts";
import { publishedParameters } from "../../analysis/aioli_published/published_parameters.ts";
import { PUBLISHED_SETTINGS, type PublishedSetting } from "../../analysis/aioli_published/settings.ts";
import { publishedStaticOptima } from "../../analysis/aioli_published/static_optima.ts";
import { publishedStaticSection } from "../../analysis/aioli_published/static_section.ts";
import { publishedDynamicSection } from "../../analysis/aioli_published/dynamic_section.ts";
import { QUOTED_DYNAMIC } from "../../analysis/dynamic_law/quoted.ts";
import { QUOTED_STATIC } from "../../analysis/static_law/quoted.ts";
import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import parameters from "../golden/aioli_static_optima.json" with { type: "json" };
import checks from "../golden/methods/aioli_derived_checks.json" with { type: "json" };
import { needsReference } from "../reference.ts";

type Golden = { readonly seed: number; readonly [name: string]: unknown };
const OPTIMA: Readonly<Record<PublishedSetting, readonly Golden[]>> = {
  arxiv_stackexchange: checks.static_optimum_m2_closed_form,
  arxiv_books_stackexchange: checks.static_optimum_m3_numeric,
};
const SETTINGS = Object.keys(PUBLISHED_SETTINGS) as PublishedSetting[];
const HEAD = "dataset,source_file,kind,method,group,step,key_name,key_value,child_segment_steps,param,value";

function near(got: readonly number[], wanted: readonly number[], within: number, what: string) {
  equal(got.length, wanted.length, what);
  wanted.forEach((w, i) => ok(Math.abs(got[i] - w) <= within, `${what}: ${got[i]} is not ${w} ± ${within}`));
}

function checkOptima(rows: readonly PublishedParameter[]) {
  for (const setting of SETTINGS) {
    const optima = publishedStaticOptima(rows, setting), domains = PUBLISHED_SETTINGS[setting];
    deepEqual(optima.map(({ seed }) => seed), [0, 1, 2, 3, 4]);
    optima.forEach((one, s) => {
      const golden = OPTIMA[setting][s], wanted = domains.map((domain) => golden[`p_${domain}`] as number);
      near(one.shares, wanted, 1e-7, `${setting}, seed ${s}`);
      near(one.theirs, wanted, domains.length === 2 ? 1e-12 : 1e-7, `${setting}, seed ${s}, Aioli's own way`);
      near(one.losses, golden.pred_val_loss_at_opt as number[], 1e-7, `${setting}, seed ${s}, losses`);
      near(one.stratified, golden.pred_val_loss_at_stratified as number[], 1e-12, `${setting}, seed ${s}, even shares`);
      ok(one.gap >= 0 && one.gap < 1e-9 && one.gain > 0);
    });
  }
}

Deno.test("published static laws: optima of the parameters in the golden file are the golden ones", () => {
  const lines = [
    ...parameters.two.map((fit) => ["arxiv_stackexchange", fit] as const),
    ...parameters.three.map((fit) => ["arxiv_books_stackexchange", fit] as const),
  ].flatMap(([setting, { seed, parameters }]) =>
    Object.entries(parameters).flatMap(([group, fit]) =>
      Object.entries(fit).map(([name, value]) =>
        [setting, "f.pkl", "static_loglinear", "", group, 5000, "seed", seed, "", name, value].join()
      )
    )
  );
  checkOptima(parseLawParams([HEAD, ...lines].join("\n")));
});

Deno.test("what is shown where the parameters are not is what was computed from them", () => {
  for (const setting of SETTINGS) {
    const domains = PUBLISHED_SETTINGS[setting];
    deepEqual(
      COMPUTED_OPTIMA[setting],
      OPTIMA[setting].map((golden) => domains.map((domain) => Number((golden[`p_${domain}`] as number).toFixed(3)))),
    );
    const files = Object.entries(checks.A_star_column_sums.files).filter(([file]) => file.startsWith(`${setting}/`));
    equal(files.length, 4);
    for (const [file, { seeds }] of files) {
      const method = /params_(\w+?)_trajectory/.exec(file)![1];
      const mean = domains.map((_, j) => seeds.reduce((sum, one) => sum + one.unit_direction[j] / seeds.length, 0));
      near(COMPUTED_DIRECTIONS[setting][method], mean, 5.001e-4, file);
    }
  }
  const { section } = publishedStaticSection(undefined, "law_params.csv is not here");
  deepEqual(section.paragraphs, ["law_params.csv is not here."]);
  deepEqual(section.figures, []);
  match(publishedDynamicSection(undefined, "x").section.tables[1].caption!, /computed for this project/);
});

Deno.test("published parameters: without the table a note says how to get it", async () => {
  const { rows, note } = await publishedParameters({ folders: [] });
  equal(rows, undefined);
  match(note, /aioli\/law_params\.csv is not here .*no licence declared.*deno task tables --only aioli/);
});

Deno.test("published parameters: a table that is something else, or not whole, is refused by name", () => {
  const line = "arxiv_stackexchange,f.pkl,static_loglinear,,arxiv,5000,seed,0,,";
  throws(
    () => parseLawParams("run,loss\n1,2\n", "x.csv"),
    /^SyntaxError: x\.csv: wanted the columns dataset, .*got run, loss/,
  );
  throws(
    () => parseLawParams(`${HEAD}\n${line}c,\n`, "x.csv"),
    /^RangeError: x\.csv:2:\d+: value: wanted a number, got ""/,
  );
  throws(
    () => parseLawParams(`${HEAD}\n${line.replace("seed", "day")}c,1\n`),
    /key_name: wanted seed or parent_p1, got "day"/,
  );
  const rows = parseLawParams(`${HEAD}\n${line}c,1\n`);
  throws(() => publishedStaticOptima(rows, "arxiv_stackexchange"), /RangeError: arxiv: v:arxiv: wanted a number/);
  throws(() => publishedStaticOptima([...rows, ...rows], "arxiv_stackexchange"), /arxiv, 0: c stands twice/);
  throws(() => publishedStaticOptima(rows, "dml" as never), /setting: wanted arxiv_stackexchange, .*got "dml"/);
  throws(() => publishedEffects(rows, "arxiv_stackexchange"), /they hold no A\* of arxiv_stackexchange/);
  throws(() => publishedSlopes(rows, "arxiv_stackexchange"), /they hold no dynamic law of arxiv_stackexchange/);
  const effect = parseLawParams(`${HEAD}\narxiv_stackexchange,f.pkl,A_star,doge,arxiv,500,seed,0,100,k,-1\n`);
  throws(() => publishedEffects(effect, "arxiv_stackexchange"), /f\.pkl, seed 0: wanted k, .* of stackexchange/);
  const endless = parseLawParams(`${HEAD}\narxiv_stackexchange,f.pkl,A_star,doge,arxiv,500,seed,0,,k,-1\n`);
  throws(() => publishedEffects(endless, "arxiv_stackexchange"), /f\.pkl: wanted child_segment_steps, .*got none/);
  const slope = parseLawParams(
    `${HEAD}\narxiv_stackexchange,f.pkl,dynamic_linear,,arxiv,2000,parent_p1,0.15,100,k,-1\n`,
  );
  throws(() => publishedSlopes(slope, "arxiv_stackexchange"), /no parent has the share 0\.15 of arxiv/);
});

needsReference("published static laws: optima recomputed from the table of parameters", async (ref) => {
  checkOptima(parseLawParams(await Deno.readTextFile(ref("aioli", "law_params.csv"))));
});

needsReference("published A*: column sums, directions and priorities recomputed", async (ref) => {
  const rows = parseLawParams(await Deno.readTextFile(ref("aioli", "law_params.csv")));
  let first = 0, pairs = 0;
  for (const setting of SETTINGS) {
    const effects = publishedEffects(rows, setting);
    for (const [file, { step, seeds }] of Object.entries(checks.A_star_column_sums.files)) {
      if (!file.startsWith(`${setting}/`)) continue;
      const own = effects.filter((one) => one.file === file);
      equal(own.length, 5);
      own.forEach((one, s) => {
        deepEqual([one.seed, one.step], [seeds[s].seed, step]);
        near(one.columnSums, seeds[s].column_sums, 1e-14, `${file}, seed ${s}`);
        near(one.direction, seeds[s].unit_direction, 1e-14, `${file}, seed ${s}`);
        if (setting !== "arxiv_stackexchange") return;
        pairs++;
        if (one.columnSums[1] < one.columnSums[0]) first++;
      });
    }
  }
  deepEqual([first, pairs], [18, 20]); // stackexchange first
});

needsReference("published dynamic slopes: what a domain gains falls with the parent's share of it", async (ref) => {
  const rows = parseLawParams(await Deno.readTextFile(ref("aioli", "law_params.csv")));
  const two = publishedSlopes(rows, "arxiv_stackexchange"), three = publishedSlopes(rows, "arxiv_books_stackexchange");
  near(
    two.map(({ own }) => own[0]),
    [-0.32, -0.257, -0.221, -0.192, -0.17, -0.149, -0.146, -0.131, -0.155],
    5e-4,
    "arxiv",
  );
  near([two[0].own[1], two[8].own[1]], [-0.174, -0.504], 5e-4, "stackexchange");
  equal(three.length, 9);
  for (const { parent } of three) ok(Math.abs(parent.reduce((a, b) => a + b) - 1) < 1e-12);
  // The three parents that had seen least of a domain gain more by it than the three that had seen most.
  for (const slopes of [two, three]) {
    slopes[0].own.forEach((_, i) => {
      const order = slopes.toSorted((a, b) => a.parent[i] - b.parent[i]).map(({ own }) => own[i]);
      ok(Math.max(...order.slice(0, 3)) < Math.min(...order.slice(-3)), `${order}`);
    });
  }
});

needsReference(
  "Skill-It's A*: the notebook's fits are those of the parameters, and their mean R² is as quoted",
  async (ref) => {
    const rows = parseLawParams(await Deno.readTextFile(ref("aioli", "law_params.csv")));
    const effects = publishedEffects(rows, "arxiv_books_stackexchange").filter(({ method }) => method === "skillit");
    const text = await Deno.readTextFile(ref("aioli", "notebook_3_skillit_Astar_fits.csv"));
    const fits = text.trim().split("\n").slice(1).map((line) => line.split(","));
    const domains = PUBLISHED_SETTINGS.arxiv_books_stackexchange as readonly string[];
    equal(fits.length, 15);
    for (const [group, , seed, , ...entries] of fits) {
      near(
        effects[Number(seed)].A_km[domains.indexOf(group)],
        entries.slice(0, 3).map(Number),
        5.001e-5,
        `${group}, ${seed}`,
      );
    }
    const mean = (column: number) => fits.reduce((sum, fit) => sum + Number(fit[column]), 0) / fits.length;
    const sd = (column: number) =>
      Math.sqrt(fits.reduce((s, fit) => s + (Number(fit[column]) - mean(column)) ** 2, 0) / 15);
    const [, , r2, mse] = QUOTED_DYNAMIC;
    deepEqual([mean(8).toFixed(4), sd(8).toFixed(4)], [r2.value.toFixed(4), r2.spread!.toFixed(4)]);
    deepEqual([mean(7).toFixed(7), sd(7).toFixed(7)], [mse.value.toFixed(7), mse.spread!.toFixed(7)]);
  },
);

needsReference("what is quoted of the laws is what the collected notes say", async (ref) => {
  const { mixing_law_fit: notes } = JSON.parse(await Deno.readTextFile(ref("aioli", "paper_tables.json")));
  const large = notes.at_1p4B_params, both = notes.average_over_both_laws;
  deepEqual(QUOTED_STATIC.map(({ value }) => value), [
    ...[notes.log_linear_static_r2.value, large.log_linear_static_r2, both.r2, both.mse],
  ]);
  deepEqual(QUOTED_DYNAMIC.slice(0, 2).map(({ value }) => value), [
    ...[notes.linear_dynamic_r2.value, large.linear_dynamic_r2],
  ]);
});
