/**
 * Writes the rows that the sampler drew for each run of tests/learners/pytorch_cases.ts, which pytorch_methods.py
 * reads: for each update the rows of the batch and of the targets, [domain, first token] each; for Aioli which proxy
 * mixture is visited in which update of an estimation.
 *
 *     deno run -c deno.train.json -A tests/golden/methods/pytorch_methods_rows.ts
 *     python tests/golden/methods/pytorch_methods.py
 */
import { B, CASES, type MethodCase, runCase, T } from "../../learners/pytorch_cases.ts";

const lines: string[] = [];
for (const [name, one] of Object.entries(CASES) as [string, MethodCase][]) {
  const { steps } = await runCase(one, { backend: "native" });
  // An estimation's mixtures are smoothed one-hots, whose largest share is 1/2; those that were learnt stay far below.
  const visits = steps.map(({ shares }) => shares.findIndex((share) => Math.abs(share - 0.5) < 1e-12));
  lines.push(`${JSON.stringify(name)}: {"steps": [\n${
    steps.map(({ train, val }, n) =>
      JSON.stringify({
        train,
        ...(val.length > 0 && { val }),
        ...(one.rule === "aioli" && visits[n] >= 0 && { visit: visits[n] }),
      })
    ).join(",\n")
  }]}`);
}
Deno.writeTextFileSync(
  new URL("pytorch_methods_rows.json", import.meta.url),
  `{"origin": "tests/golden/methods/pytorch_methods_rows.ts", "rows": ${B}, "context": ${T}, "cases": {\n${
    lines.join(",\n")
  }}}\n`,
);
