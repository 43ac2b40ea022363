/** The tables that Mixlab made itself: whole, and what data/README.md says of them. */
import { fitTable } from "../lib/laws/fit_table.ts";
import { readTable } from "../lib/tables/read_table.ts";
import { deepEqual, ok } from "./assert.ts";

const DATA = new URL("../data/", import.meta.url).pathname;

/** Rows, and the least of the mean losses before training: ln 257 is 5.55. */
const TABLES: Readonly<Record<string, number>> = {
  three_domains: 72,
  three_domains_steps: 288,
  three_domains_confirm: 9,
  six_domains: 48,
  six_domains_steps: 192,
  six_domains_confirm: 9,
  two_sizes: 48,
  segments: 180,
  methods_unrestricted: 70,
  methods_restricted: 120,
};
const START = 5.53;

for (const [name, rows] of Object.entries(TABLES)) {
  Deno.test(`data/${name}.csv: ${rows} rows, every run at less than half of the loss that it began with`, async () => {
    const { runs, losses, synthetic } = await readTable([`${DATA}${name}.csv`]), k = losses.columns;
    deepEqual([runs.length, synthetic ?? false], [rows, false]);
    const last = Math.max(...runs.map(({ step }) => step!));
    runs.forEach(({ id, step }, n) => {
      if (name.endsWith("_steps") && step! < last) return;
      const mean = losses.data.slice(n * k, (n + 1) * k).reduce((a, b) => a + b, 0) / k;
      ok(mean < START / 2, `${id}: ${mean}`);
    });
  });
}

const digits = (values: readonly (number | null)[]) => values.map((value) => value!.toFixed(3)).join(" ");

Deno.test("data/README.md: R² in sample and left out, of the laws of both sweeps", async () => {
  const claims: readonly (readonly [string, string, string, string])[] = [
    ["three_domains", "log-linear", "0.953 0.975 0.958", "0.927 0.962 0.944"],
    ["three_domains", "m1", "0.964 0.992 0.965", "0.917 0.984 0.947"],
    ["six_domains", "log-linear", "0.976 0.983 0.983 0.907 0.980 0.978", "0.958 0.974 0.975 0.849 0.971 0.968"],
    ["six_domains", "m2", "0.986 0.980 0.974 0.959 0.984 0.981", "0.977 0.973 0.958 0.946 0.975 0.966"],
  ];
  for (const [name, law, inside, outside] of claims) {
    const { inSample, outOfSample } = fitTable(await readTable([`${DATA}${name}.csv`]), { law, replicates: 0 });
    deepEqual([name, law, digits(inSample.map(({ r2 }) => r2))], [name, law, inside]);
    deepEqual([name, law, digits(outOfSample!.map(({ r2 }) => r2))], [name, law, outside]);
  }
});
