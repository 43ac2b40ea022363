/** Explicit and implicit ways to an overall loss. */
import { deepEqual, equal, ok, throws } from "../assert.ts";
import { aggregateErrors } from "../../analysis/nested_laws/aggregates.ts";
import { dmlShares } from "../../analysis/nested_laws/dml_tables.ts";
import { PRINTED_5MIX } from "../../analysis/nested_laws/quoted.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { near } from "../laws/tables.ts";
import { needsReference } from "../reference.ts";

const own = await readTable(new URL("../../data/three_domains.csv", import.meta.url).pathname);

Deno.test("aggregates, data/three_domains.csv: explicit and one hidden domain beside two, in sample and left out", () => {
  const shares = { legal: 2, python: 1, scripture: 1 };
  const [explicit, one, two] = aggregateErrors(own, shares, { hidden: [1, 2], seed: 1, starts: 6 });
  deepEqual([explicit.parameters, one.parameters, two.parameters], [12, 4, 7]);
  for (const { how, inSample, leaveOneOut } of [explicit, one, two]) ok(leaveOneOut! > inSample, how);
  ok(two.inSample < one.inSample);
  const { inSample } = aggregateErrors(own, { legal: 4, python: 2, scripture: 2 }, { hidden: [] })[0];
  near(inSample, explicit.inSample, 1e-12, "only ratios of the shares count");
  const only = aggregateErrors(own, shares, { hidden: [1, 2], leftOut: [1], starts: 3 });
  deepEqual(only.map(({ leaveOneOut }) => leaveOneOut === null), [false, false, true]);
});

Deno.test("aggregates: unknown targets are refused", () => {
  throws(() => aggregateErrors(own, { legl: 1 }), /did you mean "legal"/i);
});

needsReference(
  "aggregates, 5Mix: explicit 0.01161 in sample and 0.02123 left out, one hidden domain 0.0217 and 0.0324",
  async (ref) => {
    const table = await readTable(ref("dml", "dml_5mix_aggregated.csv"), {
      where: "model_size=70M,step=30000",
      targets: Object.keys(PRINTED_5MIX).map((group) => `agg_${group}`),
    });
    const { groups } = await dmlShares({ folders: [ref()] });
    const [explicit, one] = aggregateErrors(table, groups!, { delta: 0.05, hidden: [1], starts: 5 });
    equal(explicit.inSample.toFixed(5), "0.01161");
    near(explicit.leaveOneOut!, 0.02123, 5e-5);
    near(one.inSample, 0.02174, 2e-5);
    near(one.leaveOneOut!, 0.03241, 5e-5);
  },
);
