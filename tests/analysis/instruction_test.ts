/** Laws of instruction tuning on planted segments, and on what Aioli published. */
import { mean } from "simple-statistics";
import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { needsReference } from "../reference.ts";
import { fitTable, parseTable, type RunTable } from "../../mod.ts";
import {
  COMPUTED_INSTRUCTION,
  INSTRUCTION_FORMS,
  instructionLaw,
  ownTaskGain,
  parseLawParams,
  PUBLISHED_TASKS,
  publishedInstruction,
  publishedInstructionSection,
  publishedParameters,
  QUOTED_INSTRUCTION,
  taskGainsFigure,
} from "../../analysis/mod.ts";
import { random } from "../../lib/numerics/random.ts";
import { mixtures } from "../cli/fit_process.ts";

const near = (got: number | null, wanted: number, within: number, what = "") =>
  ok(got !== null && Math.abs(got - wanted) <= within, `${what} wanted ${wanted} ± ${within}, got ${got}`);
const TASKS = ["a", "b", "c"], CHILDREN = mixtures(9, 1);
/** Where three parents were broken off: by parent and task (nats per token). */
const BREAKS = [[3, 2, 4], [2.5, 2.8, 3.1], [3.6, 2.2, 2.9]];
const A_km = [[-0.4, -0.05, 0.1], [0.02, -0.3, -0.08], [-0.01, -0.04, -0.6]];

type After = (start: number, effect: number) => number;

/** Three parents with nine children each, whose losses obey a planted law of Σ_j a_ij p_j. */
function segments(after: After, { noise = 0, breaks = BREAKS } = {}): RunTable {
  const rng = random(2),
    lines = ["run,parent,start_step,step,share:a,share:b,share:c"],
    ends = ["loss:", "loss_start:"];
  lines[0] += ends.flatMap((end) => TASKS.map((task) => `,${end}${task}`)).join("");
  breaks.forEach((start, n) => {
    lines.push([`p${n}`, "", 0, 250, 0.2 * (n + 1), 0.3, 0.5 - 0.2 * n, ...start, 5, 5, 5].join());
    CHILDREN.forEach((p, c) => {
      const losses = A_km.map((row, i) =>
        after(start[i], row.reduce((sum, a, j) => sum + a * p[j], 0)) + noise * rng.normal()
      );
      lines.push([`p${n}>${c}`, `p${n}`, 250, 350, ...p, ...losses, ...start].join());
    });
  });
  return parseTable(lines.join("\n"));
}

const change: After = (start, effect) => start + effect, ratio: After = (start, effect) => start * Math.exp(effect);

Deno.test("instruction: planted changes: each parent's law comes back, and one for all parents holds for changes alone", () => {
  const { steps: [{ step, parents, perFit, pooled }], domains } = instructionLaw(segments(change));
  deepEqual([step, parents.length, domains], [250, 3, TASKS]);
  parents.forEach(({ break_k, shares_m, children, fits: [loss, own, log] }, n) => {
    deepEqual([break_k, children], [BREAKS[n], 9]);
    near(shares_m![0], 0.2 * (n + 1), 1e-12);
    for (const fit of [loss, own]) {
      for (const r2 of [...fit.r2_k, ...fit.looR2_k!, ...fit.afterR2_k]) near(r2, 1, 1e-9);
    }
    own.a_km.forEach((row, i) => row.forEach((a, j) => near(a, A_km[i][j], 1e-9)));
    loss.a_km.forEach((row, i) => row.forEach((a, j) => near(a, A_km[i][j] + BREAKS[n][i], 1e-9)));
    ok(log.r2_k.every((r2) => r2! < 1 - 1e-6 && r2! > 0.98), `${log.r2_k}`);
  });
  near(perFit[1].r2.mean, 1, 1e-9);
  equal(perFit[1].r2.count, 9);
  const [loss, own, log] = pooled;
  own.r2_k.forEach((r2) => near(r2, 1, 1e-9));
  own.afterLooR2_k!.forEach((r2) => near(r2, 1, 1e-9));
  ok(loss.r2_k.every((r2) => r2! < 0.9) && log.r2_k.every((r2) => r2! < 1 - 1e-4), `${loss.r2_k}; ${log.r2_k}`);
});

Deno.test("instruction: planted log ratios: the third form holds over parents, changes do not", () => {
  const { steps: [{ parents, pooled: [loss, own, log] }] } = instructionLaw(segments(ratio));
  for (const { fits } of parents) {
    fits[2].a_km.forEach((row, i) => row.forEach((a, j) => near(a, A_km[i][j], 1e-9)));
    fits[2].r2_k.forEach((r2) => near(r2, 1, 1e-9));
    ok(
      fits[0].r2_k.every((r2, i) => Math.abs(r2! - fits[1].r2_k[i]!) < 1e-9),
      "of one parent loss and change are one law",
    );
  }
  log.r2_k.forEach((r2) => near(r2, 1, 1e-9));
  log.mae_k.forEach((mae) => near(mae, 0, 1e-9));
  ok(own.afterR2_k.every((r2) => r2! < 0.9999) && loss.mae_k.every((mae, i) => mae > own.mae_k[i]));
});

Deno.test("instruction: R² falls as noise grows, and further with mixtures left out", () => {
  const found = [0.01, 0.05, 0.2].map((noise) => instructionLaw(segments(change, { noise })).steps[0].perFit[0]);
  ok(found[0].r2.mean > found[1].r2.mean && found[1].r2.mean > found[2].r2.mean, JSON.stringify(found));
  for (const { r2, looR2 } of found) ok(looR2!.mean < r2.mean);
});

Deno.test("instruction: of one parent the R² of changes is what fitTable says of losses", () => {
  const table = segments(change, { noise: 0.05 });
  const rows = table.runs.flatMap(({ parent }, n) => parent === "p1" ? [n] : []);
  const one = parseTable(
    [
      "run,parent,start_step,step,share:a,share:b,share:c,loss:a,loss_start:a",
      ...rows.map((n) =>
        [table.runs[n].id, "p1", 250, 350, ...table.shares.data.slice(3 * n, 3 * n + 3), table.losses.data[3 * n], 2.5]
          .join()
      ),
    ].join("\n"),
  );
  const { inSample, outOfSample } = fitTable(one, { law: "linear-dynamic", replicates: 0 });
  const fit = instructionLaw(table).steps[0].parents[1].fits[1];
  near(fit.r2_k[0], inSample[0].r2!, 1e-9);
  near(fit.looR2_k![0], outOfSample![0].r2!, 1e-9);
});

Deno.test("instruction: tables that are none of segments, and losses of 0, are refused", () => {
  throws(() => instructionLaw(parseTable("run,share:a,share:b,loss:a\n1,0.5,0.5,2\n")), /^RangeError: .*loss_start:/);
  throws(() => instructionLaw(segments(ratio, { breaks: [[0, 2, 4]] })), /log-ratio takes logarithms of losses/);
  throws(() => ownTaskGain(["a"], ["a"], [[1]]), /domains: wanted at least two tasks, got 1/);
  throws(() => ownTaskGain(["a", "b"], ["a"], [[1]]), /a_km: wanted 1 rows of 2 numbers/);
  throws(() => ownTaskGain(["a", "b"], ["a", "b"], [[1, 2]]), /a_km: wanted 2 rows/);
});

Deno.test("instruction: what a task gains by itself, with targets in another order", () => {
  deepEqual(ownTaskGain(["a", "b", "c"], ["c", "x", "a"], [[1, 3, -1], [0, 0, 0], [-2, 0, 1]]), [-3, null, -2.5]);
  const parents = [{ shares: [0.5, 0.5], gains: [-1, null] }];
  throws(() => taskGainsFigure(["a", "b"], parents), /RangeError/);
  equal(taskGainsFigure(["a"], parents).data.length, 1);
});

Deno.test("instruction: forms, quoted numbers and what is computed are told apart", () => {
  deepEqual(INSTRUCTION_FORMS.map(({ law }) => law.segments), [false, true, true]);
  ok(QUOTED_INSTRUCTION.every(({ source }) => /reading note/.test(source)));
  const { section, numbers } = publishedInstructionSection(undefined, "not here");
  match(section.tables[0].caption!, /computed for this project/);
  deepEqual(numbers, { computed: COMPUTED_INSTRUCTION });
});

const HEADER = "dataset,source_file,kind,method,group,step,key_name,key_value,child_segment_steps,param,value";

/** Published parameters of a planted world: all tasks alike, each falling by its own share. */
function planted(change: (lines: string[]) => string[] = (lines) => lines) {
  const lines = PUBLISHED_TASKS.flatMap((task, i) => {
    const t = PUBLISHED_TASKS.slice(1).map((_, j) => [`t${j + 1}`, i === 8 ? 1 : j === i ? -1 : 0] as const);
    const fit = (kind: string, key: string, own: readonly (readonly [string, number])[]) =>
      own.map(([name, value]) => `instruction,f.pkl,${kind},,${task},500,${key},100,${name},${value}`);
    const half = t.map(([name, value]) => [name, value / 2] as const), p = "parent_p1,0.051002";
    return [
      ...fit("static_loglinear", "seed,0", [["log_c", 0], ["b", i === 8 ? -1 : 0], ...t]),
      ...fit("dynamic_linear", p, [["c", i === 8 ? 1.5 : 2], ...half]),
      ...fit("dynamic_log_linear", p, [["c", 0], ...t.map(([name]) => [name, 0] as const)]),
    ];
  });
  return parseLawParams([HEADER, ...change(lines)].join("\n") + "\n");
}

Deno.test("instruction: published parameters of a planted world give its optimum and gains", () => {
  const { optima: [optimum], parents: [parent] } = publishedInstruction(planted());
  optimum.shares.forEach((share) => near(share, 1 / 9, 1e-6));
  near(optimum.gain, 0, 1e-9);
  near(optimum.stratified[0], 1 + Math.exp(-1 / 9), 1e-12);
  near(optimum.atParents[0][0], 1 + Math.exp(-parent.parent[0]), 1e-12);
  equal(parent.row, 0);
  parent.gains.forEach((gain) => near(gain, -0.5, 1e-12));
  parent.after_km.forEach((row, i) => row.forEach((loss, j) => near(loss, i === j ? 1.5 : 2, 1e-12)));
  near(parent.break_k[8], 2 - 0.5 / 9, 1e-12);
  // A law of losses that moves and one of ratios that does not cannot both hold.
  ok(parent.apart_k.every((part) => part > 0.05));
});

Deno.test("instruction: published parameters that lack something are refused by name", () => {
  const without = (what: RegExp) => planted((lines) => lines.filter((line) => !what.test(line)));
  throws(() => publishedInstruction(without(/dynamic_log/)), /got none of dynamic_log_linear/);
  throws(
    () => publishedInstruction(without(/dynamic_linear,,squad.*,t3,/)),
    /parent 0\.051002, squad: wanted c and t1 to t8/,
  );
  throws(() => publishedInstruction(without(/static_loglinear,,xsum.*,b,/)), /seed 0, xsum: wanted b and t1 to t8/);
  const other = planted((lines) => lines.map((line) => line.replace("0.051002", "0.5")));
  throws(() => publishedInstruction(other), /parent 0\.5: wanted the share of abductivenli/);
});

needsReference(
  "instruction: Aioli's published parameters: 36 static fits, ten parents, and what was computed of them",
  async (path) => {
    const text = Deno.readTextFileSync(path("aioli", "law_params.csv")), rows = parseLawParams(text);
    const { optima, parents } = publishedInstruction(rows);
    equal(rows.filter((row) => row.dataset === "instruction" && row.parameter === "log_c").length, 36);
    deepEqual(optima.map(({ seed }) => seed), [0, 1, 2, 3]);
    optima.forEach(({ shares, gain, gap, law }, n) => {
      deepEqual(shares.map((share) => Number(share.toFixed(3))), COMPUTED_INSTRUCTION[n].shares);
      near(gain, COMPUTED_INSTRUCTION[n].gain, 5e-5);
      ok(gap < 1e-9);
      // No vertex, edge or even mixture is better.
      const at = (p: readonly number[]) => mean([...law.predict(p)]), best = at(shares);
      PUBLISHED_TASKS.forEach((_, i) => ok(best <= at(PUBLISHED_TASKS.map((_, j) => i === j ? 1 : 0))));
    });
    deepEqual(parents.map(({ row }) => row).sort((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // One number by hand, from the lines of the file: boolq after itself alone, of the first parent.
    const value = (name: string) =>
      Number(
        text.split("\n").find((line) => line.includes(`dynamic_linear,,boolq,500,parent_p1,0.014379,100,${name},`))!
          .split(",").at(-1),
      );
    near(parents[0].after_km[1][1], value("c") + value("t2"), 1e-12);
    near(parents[0].after_km[1][8], value("c"), 1e-12);
    // The repository's own file of weights has the parents' mixtures.
    const weights = Deno.readTextFileSync(path("aioli", "dirichlet_weights.csv")).split("\n").map((line) =>
      line.split(",")
    );
    parents.forEach(({ row, parent }) => {
      const [, , , , , ...shares] = weights.find((cells) =>
        cells[4] === "k_9_n_50_seed_0.txt" && cells[3] === String(row)
      )!;
      parent.forEach((share, j) => near(share, Number(shares[j]), 1e-6));
    });
    const { section } = publishedInstructionSection((await publishedParameters()).rows ?? rows, "here");
    match(section.tables[0].caption!, /recomputed/);
    equal(section.tables[1].rows.length, 9);
  },
);
