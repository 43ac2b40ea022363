/** Tables of sweeps. */
import { deepEqual, equal, match, notEqual, ok, throws } from "../../assert.ts";
import { fitTable } from "../../../lib/laws/fit_table.ts";
import { random } from "../../../lib/numerics/random.ts";
import { collectSweep } from "../../../lib/sweep/collect/collect_sweep.ts";
import { parseSweepPlan } from "../../../lib/sweep/parse_plan.ts";
import type { SweepPlan, SweepRun } from "../../../lib/sweep/plan.ts";
import { specOf } from "../../../lib/sweep/spec_of.ts";
import { planRun } from "../../../lib/learners/plan_run.ts";
import { methodRun } from "../../../lib/learners/method_run.ts";
import { parseTable } from "../../../lib/tables/parse_table.ts";
import { writeTable } from "../../../lib/tables/write_table.ts";
import { isInputError } from "../../../lib/errors.ts";
import { inFolder } from "../../learners/environment.ts";
import { T } from "../../train/bigram_text.ts";
import { ASK, bigramEnvironment, make, planOf, SEGMENTS } from "./bigram_sweep.ts";

/**
 * The table of the sweep ASK. Written once by this test's sweep (the bigram model of tests/train in float64): it holds the
 * layout and the order of rows; what the numbers are is checked against the runs' own outcomes.
 */
const GOLDEN = new URL("bigram_sweep.csv", import.meta.url);

Deno.test(
  "a sweep's table: a row an evaluation, in the plan's order, of the losses that the runs told",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(`${folder}/runs`), plan = await planOf(ASK, environment);
    const outcomes = await make(plan, environment), { table, missing } = collectSweep(plan);
    deepEqual(missing, []);
    equal(writeTable(table!), Deno.readTextFileSync(GOLDEN));
    equal(table!.runs.length, plan.runs.length * 3);
    plan.runs.forEach((run, n) => {
      const rows = table!.runs.slice(3 * n, 3 * n + 3);
      deepEqual(rows.map(({ id, seed, step, tokens }) => [id, seed, step, tokens]), [
        ...[4, 8, 12].map((step) => [run.id, run.seed, step, step * 8 * T]),
      ]);
      deepEqual([...table!.losses.data.subarray((3 * n + 2) * 3, (3 * n + 3) * 3)], outcomes[n].val);
    });
    const { notes } = table!;
    equal(notes[0], "losses are nats per token on val, of rows that the configuration does not tell");
    const most = Math.max(
      ...outcomes.flatMap(({ realised }, n) => realised.map((x, j) => Math.abs(x - plan.runs[n].shares[j]))),
    );
    match(notes[1], new RegExp(`^shares are those asked for; .* at most ${most.toFixed(4)} \\(`));
    // What reads it back gives the same numbers.
    const back = parseTable(Deno.readTextFileSync(GOLDEN));
    deepEqual([back.shares, back.losses, back.runs], [table!.shares, table!.losses, table!.runs]);
  }),
);

Deno.test(
  "the table is the same bytes in whatever order runs were made, with a stop among them; what is missing is named",
  inFolder(async (folder) => {
    const stop = new AbortController(), runsIn = `${folder}/runs`;
    const environment = bigramEnvironment(runsIn), plan = await planOf(ASK, environment), [first, ...rest] = plan.runs;
    deepEqual(collectSweep(plan), { table: undefined, missing: plan.runs });
    const stopping = bigramEnvironment(runsIn, {
      signal: stop.signal,
      onProgress: ({ step }) => step === 5 && stop.abort(new Error("stop")),
    });
    await make(plan, stopping, [first]).catch((error) => equal(error.message, "stop"));
    await make(plan, environment, rest.toReversed());
    const { table, missing } = collectSweep(plan);
    deepEqual(missing, [first]);
    const golden = Deno.readTextFileSync(GOLDEN), [header, , , , ...others] = golden.split("\n");
    equal(writeTable(table!), [header, ...others].join("\n"));
    await make(plan, environment, [first]);
    equal(writeTable(collectSweep(plan).table!), golden);
  }),
);

Deno.test(
  "steps and split: the last ones, some, those before the first update; losses of test at the end",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(folder), plan = await planOf({ ...ASK, seeds: [0] }, environment);
    const outcomes = await make(plan, environment);
    const steps = (options: Parameters<typeof collectSweep>[1]) =>
      collectSweep(plan, options).table!.runs.map(({ step }) => step);
    deepEqual(steps({ steps: "last" }), [12, 12, 12]);
    deepEqual(steps({ steps: [0, 8] }), [0, 8, 0, 8, 0, 8]);
    const { losses, runs } = collectSweep(plan, { steps: [0] }).table!;
    deepEqual([...losses.data], outcomes.flatMap(({ start }) => start));
    deepEqual(runs.map(({ tokens }) => tokens), [0, 0, 0]);
    const test = collectSweep(plan, { split: "test" }).table!;
    deepEqual([...test.losses.data], outcomes.flatMap(({ test }) => test!));
    deepEqual(test.runs.map(({ step }) => step), [12, 12, 12]);
    match(test.notes[0], /on test/);
    throws(() => collectSweep(plan, { steps: [5] }), { name: "RangeError", message: /after 5 updates/ });
    throws(() => collectSweep(plan, { split: "test", steps: [8] }), /evaluated on test after 8 updates/);
    throws(() => collectSweep(plan, { steps: [] }), /wanted all, last or at least one/);
    throws(() => collectSweep(plan, { steps: [1.5] }), /steps/);
  }),
);

Deno.test(
  "segments: losses at a child's start are its parent's at its end; steps and tokens are of the whole run",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(folder), plan = await planOf(SEGMENTS, environment);
    const outcomes = await make(plan, environment), { table } = collectSweep(plan);
    const { runs, losses, startLosses } = table!, k = 3;
    deepEqual(
      runs.map((run) => [run.id, run.parent, run.startStep, run.step, run.tokens, run.labels.segment]).slice(0, 6),
      [
        ["even@4", undefined, 0, 4, 4 * 8 * T, "parent"],
        ["even@4>even", "even@4", 4, 6, 6 * 8 * T, "child"],
        ["even@4>up", "even@4", 4, 6, 6 * 8 * T, "child"],
        ["even@4>far", "even@4", 4, 6, 6 * 8 * T, "child"],
        ["even@8", "even@4", 4, 8, 8 * 8 * T, "parent"],
        ["even@8>even", "even@8", 8, 10, 10 * 8 * T, "child"],
      ],
    );
    runs.forEach((run, n) => {
      const parent = runs.findIndex(({ id }) => id === run.parent);
      const starts = [...startLosses!.data.subarray(n * k, n * k + k)];
      deepEqual(starts, parent < 0 ? outcomes[n].start : [...losses.data.subarray(parent * k, parent * k + k)]);
    });
    // Of test, what a child began with is known by its parent's end; what begins anew has no such loss.
    const test = collectSweep(plan, { split: "test" }).table!;
    equal(test.runs.length, plan.runs.length - 2);
    deepEqual([...test.startLosses!.data.subarray(0, k)], outcomes[0].test);
    match(test.notes.at(-1)!, /^left out: 2 runs that begin anew/);
    const reading = parseTable(writeTable(table!), { where: "segment=child,start_step=4" });
    equal(reading.runs.length, 6);
    notEqual(reading.startLosses, undefined);
  }),
);

Deno.test(
  "segments of a planted linear world: the linear dynamic law finds its matrix again in the collected table",
  inFolder(async (folder) => {
    // L_i(end) = L_i(start) + Σ_j A_ij p_j for segments of 2 updates, twice that for parents of 4. Synthetic losses.
    const A_km = [[-0.3, 0.04, -0.05], [0.02, -0.2, -0.01], [-0.03, 0.01, -0.4]];
    const environment = bigramEnvironment(folder), plan = await planOf(SEGMENTS, environment);
    const ends = new Map<string, number[]>();
    for (const run of plan.runs) {
      const start = run.parent === undefined ? [3, 3.5, 4] : ends.get(run.parent)!;
      const val = start.map((loss, i) =>
        loss + run.steps / 2 * run.shares.reduce((sum, p, j) => sum + A_km[i][j] * p, 0)
      );
      ends.set(run.key, val);
      await writeRun(plan, run, environment, { start, val });
    }
    const text = writeTable(collectSweep(plan).table!);
    for (const where of ["segment=child,start_step=4", "segment=child,start_step=8", "segment=child,parent=even@8"]) {
      const { fitted } = fitTable(parseTable(text, { where }), { law: "linear-dynamic", replicates: 0 });
      A_km.forEach((row, i) =>
        row.forEach((effect, j) => {
          const found = fitted.perTarget[i].parameters[`a:${plan.domains[j]}`];
          ok(Math.abs(found - effect) < 1e-9, `${where}: A[${i}][${j}] ${found}`);
        })
      );
    }
  }),
);

/** Lays a run with given losses where it would have been trained. */
async function writeRun(
  plan: SweepPlan,
  run: SweepRun,
  environment: Parameters<typeof planRun>[1],
  losses: { readonly start: readonly number[]; readonly val: readonly number[] },
): Promise<void> {
  const { configuration } = await planRun(specOf(plan, run), environment), folder = `${plan.runsIn}/${run.key}`;
  Deno.mkdirSync(folder, { recursive: true });
  const { steps, shares: realised } = run;
  const value = { steps, tokens: steps * 8 * T, ...losses, test: null, realised, parameters: 9 };
  Deno.writeTextFileSync(`${folder}/config.json`, JSON.stringify(configuration));
  Deno.writeTextFileSync(`${folder}/result.json`, JSON.stringify({ attempt: "0001", value }));
}

Deno.test(
  "a result or configuration that was altered is an error that names the file and the member",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(folder), plan = await planOf({ ...ASK, seeds: [0] }, environment);
    await make(plan, environment);
    const [{ key }, { key: other }] = plan.runs, path = `${folder}/${key}/result.json`;
    const result = Deno.readTextFileSync(path);
    const altered = (file: string, text: string, message: RegExp, name = /Error/) => {
      const at = `${folder}/${key}/${file}`, whole = Deno.readTextFileSync(at);
      Deno.writeTextFileSync(at, text);
      throws(() => collectSweep(plan), (error: Error) => {
        ok(isInputError(error), String(error.stack));
        ok(error.message.startsWith(`${at}: `), error.message);
        match(error.message, message);
        match(error.name, name);
        return true;
      });
      Deno.writeTextFileSync(at, whole);
    };
    // deno-lint-ignore no-explicit-any -- any member
    const change = (edit: (value: any) => void) => {
      const json = JSON.parse(result);
      edit(json.value);
      return JSON.stringify(json);
    };
    altered("result.json", result.slice(0, 200), /this file was altered/, /SyntaxError/);
    altered("result.json", "[]", /result: wanted an object/);
    altered("result.json", change((value) => value.val[1] = NaN), /value\.val\[1\]: wanted a number, got null/);
    altered("result.json", change((value) => value.val.pop()), /value\.val: wanted 3 losses, got 2/);
    altered("result.json", change((value) => value.start.push(1)), /value\.start: wanted 3 losses, got 4/);
    altered("result.json", change((value) => value.test[0] = -1), /value\.test\[0\]: wanted a loss ≥ 0, got -1/);
    altered("result.json", result.replace(/"val": \[\s*[^,]*/, '"val": [1e999'), /value\.val\[0\]: wanted a finite/);
    altered("result.json", change((value) => value.steps = 11), /value\.steps: wanted 12 as the plan says, got 11/);
    altered("result.json", change((value) => value.realised.pop()), /value\.realised: wanted 3 shares, got 2/);
    altered(
      "result.json",
      change((value) => value.answer.details.evaluations.pop()),
      /wanted those after 4, 8 updates, got 4/,
    );
    altered("result.json", change((value) => delete value.answer.details), /value\.answer\.details: wanted an object/);
    altered(
      "config.json",
      Deno.readTextFileSync(`${folder}/${other}/config.json`),
      new RegExp(`configuration of ${key}, got that of ${other}`),
    );
    altered("config.json", "{", /this file was altered/, /SyntaxError/);
    Deno.removeSync(`${folder}/${key}/config.json`);
    throws(() => collectSweep(plan), /config\.json: this file is missing/);
  }),
);

Deno.test(
  "a plan that was altered so that its runs are others is an error that names the run's folder",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(folder), plan = await planOf({ ...ASK, seeds: [0] }, environment);
    await make(plan, environment);
    const changed = (n: number, change: Partial<SweepRun>): SweepPlan => ({
      ...plan,
      runs: plan.runs.map((run, i) => i === n ? { ...run, ...change } : run),
    });
    throws(
      () => collectSweep(changed(1, { seed: 5 })),
      new RegExp(`${plan.runs[1].key}/config\\.json: seed: the plan says 5`),
    );
    throws(() => collectSweep(changed(2, { shares: [0, 0.75, 0.25] })), /rule: the plan says/);
    throws(() => collectSweep(changed(0, { at: [4] })), /rule: the plan says/);
    throws(() => collectSweep({ ...plan, targets: ["up", "far", "down"] }), /targets: the plan says/);
    throws(
      () =>
        collectSweep(changed(1, { labels: { step: "x" } })) &&
        writeTable(collectSweep(changed(1, { labels: { step: "x" } })).table!),
      /label "step"/,
    );
    const segmented = await planOf(SEGMENTS, environment);
    const runs = segmented.runs.map((run) => ({ ...run, labels: { segment: "x" } }));
    await make(segmented, environment, segmented.runs.slice(0, 1));
    throws(
      () => collectSweep({ ...segmented, runs }),
      /the label segment says what is parent and child here; rename it/,
    );
  }),
);

Deno.test(
  "plans and results with anything changed are read, or refused as input: 600 random changes",
  inFolder(async (folder) => {
    const environment = bigramEnvironment(folder), plan = await planOf({ ...ASK, seeds: [0] }, environment);
    await make(plan, environment);
    await methodRun(specOf(plan, plan.runs[0]), environment);
    const rng = random(7), path = `${folder}/${plan.runs[0].key}/result.json`, result = Deno.readTextFileSync(path);
    const whole = writeTable(collectSweep(plan).table!), planned = JSON.stringify(plan);
    const seen = { refused: 0, read: 0 };
    const attempt = (read: () => unknown) => {
      try {
        read();
        seen.read++;
      } catch (error) {
        if (!isInputError(error)) throw error;
        match(error.message, /\.json: |^run |label/);
        seen.refused++;
      }
    };
    for (let n = 0; n < 300; n++) {
      const changed = mutate(JSON.parse(planned), rng);
      attempt(() => {
        const parsed = parseSweepPlan(JSON.stringify(changed) ?? "", "plan.json"), { table } = collectSweep(parsed);
        if (table !== undefined) ok(table.losses.data.every(Number.isFinite));
      });
      Deno.writeTextFileSync(path, JSON.stringify(mutate(JSON.parse(result), rng)) ?? "");
      attempt(() => {
        const { table } = collectSweep(plan);
        ok(table!.losses.data.every(Number.isFinite) && table!.runs.length === 9);
      });
    }
    ok(seen.refused > 150 && seen.read > 50, JSON.stringify(seen));
    Deno.writeTextFileSync(path, result);
    equal(writeTable(collectSweep(plan).table!), whole);
  }),
);

/** Changes one value somewhere in a JSON document: takes it out, or puts something odd in its place. */
function mutate(root: unknown, rng: ReturnType<typeof random>): unknown {
  const places: [Record<string, unknown>, string][] = [];
  const visit = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    for (const key of Object.keys(value)) {
      places.push([value as Record<string, unknown>, key]);
      visit((value as Record<string, unknown>)[key]);
    }
  };
  visit(root);
  const [holder, key] = places[rng.below(places.length)];
  const odd: unknown[] = [
    null,
    -1,
    1.5,
    1e400,
    "x",
    "",
    [],
    {},
    true,
    [[]],
    { toString: 1 },
    "../..",
    "constructor",
    3,
  ];
  if (rng.below(4) > 0) holder[key] = odd[rng.below(odd.length)];
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
  return root;
}
