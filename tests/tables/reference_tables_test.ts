import { deepEqual, equal, ok } from "../assert.ts";
import { rowOf } from "../../lib/numerics/matrix.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { writeTable } from "../../lib/tables/write_table.ts";
import { needsReference } from "../reference.ts";
import { rejects } from "./errors.ts";

needsReference("RegMix: 512 runs, 17 domains, 13 targets, rounded shares", async (ref) => {
  const table = await readTable(ref("regmix", "regmix_train_1M.csv"));
  deepEqual([table.runs.length, table.domains.length, table.targets.length], [512, 17, 13]);
  deepEqual(table.domains.slice(0, 2), ["arxiv", "freelaw"]);
  equal(table.targets[8], "pile_cc");
  ok(Math.abs(table.largestCorrection - 0.004) < 1e-12);
  ok(/^largest correction of a row's sum of shares: 0\.00400 \(.*:\d+\)$/.test(table.notes[0]));
  // Row 2 as published, normalised: its shares sum to 1.002.
  const sum = 0.025 + 0.002 + 0.05 + 0.047 + 0.304 + 0.009 + 0.003 + 0.001 + 0.103 + 0.299 + 0.024 + 0.04 + 0.09 +
    0.001;
  ok(Math.abs(rowOf(table.shares, 1)[6] - 0.304 / sum) < 1e-15);
  equal(rowOf(table.losses, 1)[8], 5.343519);
});

needsReference("RegMix: a pair made of the reference table is the table", async (ref) => {
  const text = await Deno.readTextFile(ref("regmix", "regmix_test_60M.csv"));
  const rows = text.trim().split(/\r?\n/).map((line) => line.split(","));
  const part = (prefix: string, name: (s: string) => string) => {
    const keep = rows[0].flatMap((column, j) => column === "index" || column.startsWith(prefix) ? [j] : []);
    return rows.map((row, i) =>
      keep.map((j) => i > 0 || row[j] === "index" ? row[j] : name(row[j].slice(prefix.length)))
    )
      .map((row) => row.join(",")).join("\n");
  };
  const folder = await Deno.makeTempDir();
  try {
    const paths = [`${folder}/mixture.csv`, `${folder}/loss.csv`];
    await Deno.writeTextFile(paths[0], part("w_", (s) => `train_the_pile_${s}`));
    const losses = part("loss_", (s) => `metric/the_pile_${s}_val_loss`).split("\n");
    await Deno.writeTextFile(paths[1], [losses[0], ...losses.slice(1).reverse()].join("\n"));
    const pair = await readTable(paths), whole = await readTable(ref("regmix", "regmix_test_60M.csv"));
    deepEqual(pair.domains, whole.domains);
    deepEqual(pair.targets, whole.targets);
    for (let i = 0; i < 256; i++) {
      deepEqual(pair.runs[i].id, whole.runs[255 - i].id);
      deepEqual(rowOf(pair.shares, i), rowOf(whole.shares, 255 - i));
      deepEqual(rowOf(pair.losses, i), rowOf(whole.losses, 255 - i));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

needsReference("Data Mixing Laws: filters, sums, missing losses", async (ref) => {
  const two = await readTable(ref("dml", "dml_2mix.csv"), { where: "model_size=70M,step=30000" });
  deepEqual([two.domains, two.targets, two.runs.length], [["Github", "PileCC"], ["Github", "Pile-CC"], 5]);
  deepEqual(two.notes, ["left out r_sum: it is the sum of the other shares"]);
  const three = ref("dml", "dml_3mix.csv");
  equal((await readTable(three, { where: "model_size=410M,step=60000" })).runs.length, 32);
  await rejects(readTable(three), SyntaxError, `${three}:63:33: loss_Books3 is missing; wanted a number ≥ 0; leave`);
  equal((await readTable(three, { targets: ["Github"] })).runs.length, 1088);
  equal((await readTable(three, { where: "loss_Books3!=,loss_Pile-CC!=" })).targets.length, 3);
  const five = await readTable(ref("dml", "dml_5mix_aggregated.csv"), {
    where: "model_size=70M,step=30000",
    targets: ["internet", "agg_prose"],
  });
  deepEqual([five.runs.length, five.targets], [26, ["internet", "prose"]]);
  const continued = await readTable(ref("dml", "dml_ct.csv"), { where: "run!=base,r_Pile!=0.28515625,step=10000" });
  deepEqual([continued.runs.length, continued.targets.length], [4, 23]);
  deepEqual(Array.from({ length: 4 }, (_, i) => rowOf(continued.shares, i)[0]).sort(), [0.125, 0.25, 0.375, 0.5]);
});

needsReference("every published table is read, written and read again as it was", async (ref) => {
  const tables: [string[], string?][] = [
    [["regmix", "regmix_train_1M.csv"]],
    [["regmix", "regmix_test_1M.csv"]],
    [["dml", "dml_2mix.csv"]],
    [["dml", "dml_3mix.csv"], "loss_Pile-CC!=,loss_Books3!=,loss_Github!="],
    [["dml", "dml_5mix.csv"], "step=30000"],
    [["dml", "dml_5mix_aggregated.csv"], "step=30000"],
    [["dml", "dml_ct.csv"]],
  ];
  for (const [path, where] of tables) {
    const first = await readTable(ref(...path), { where });
    const again = parseTable(writeTable(first));
    for (const key of ["domains", "targets", "shares", "losses", "runs"] as const) deepEqual(again[key], first[key]);
    equal(again.largestCorrection, 0, "what is normalised stays");
  }
});

needsReference("Data Mixing Laws: a log in the published form holds what the reference table holds", async (ref) => {
  const table = await readTable(ref("dml", "dml_2mix.csv"));
  const lines = table.runs.flatMap((run, i) =>
    table.targets.map((target, j) => {
      const shares = [...rowOf(table.shares, i)].join("-"), size = run.labels.model_size;
      return `/p/ckpts/base2//${size}_base2_${run.id}-${shares}/${run.step}\t/p/data/pythia-pile.valid.${target}.bin\t` +
        rowOf(table.losses, i)[j];
    })
  );
  const folder = await Deno.makeTempDir();
  try {
    // Runs come in any order in the logs, each line apart.
    await Deno.writeTextFile(`${folder}/log.txt`, lines.sort().join("\n"));
    const log = await readTable(`${folder}/log.txt`, { domains: ["Github", "PileCC"], targets: ["Github", "Pile-CC"] });
    const key = (run: typeof table.runs[number]) => `${run.id} ${run.step} ${run.labels.model_size}`;
    equal(log.runs.length, 110);
    log.runs.forEach((run, i) => {
      const other = table.runs.findIndex((wanted) => key(wanted) === key(run));
      deepEqual(rowOf(log.shares, i), rowOf(table.shares, other));
      deepEqual(rowOf(log.losses, i), rowOf(table.losses, other));
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
