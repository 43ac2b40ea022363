/**
 * Makes tests/cli/planted_law_synthetic.csv: losses of a planted log-linear law on five domains with noise. No model was
 * trained for it: it is synthetic, and says so in its name, in a column, and wherever it is fitted.
 *
 *     deno run --allow-write=tests/cli tests/cli/make_planted_law.ts
 */
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { random } from "../../lib/numerics/random.ts";

const domains = ["arxiv", "books", "code", "web", "wiki"];
const MIXTURES = 24, SEEDS = 2, NOISE = 0.006; // nats per token between seeds
const rng = random(20261122);

// c_i is what no mixture removes; v_ij falls where training on j helps target i, most of all for i = j.
const c = [1.9, 2.7, 0.9, 2.8, 2.3];
const own = [-2.2, -1.6, -2.6, -1.3, -1.8];
const exponent = domains.map((_, i) =>
  domains.map((_, j) => i === j ? own[i] : +(0.15 - 0.5 * rng.uniform()).toFixed(3))
);

const lines = [["run", "seed", "synthetic", ...domains.map((d) => `share:${d}`), ...domains.map((d) => `loss:${d}`)]];
for (let r = 0; r < MIXTURES; r++) {
  const thousandths = Array.from(dirichlet(rng, domains.map(() => 1.2)), (p) => Math.max(10, Math.round(1000 * p)));
  const largest = thousandths.indexOf(Math.max(...thousandths));
  thousandths[largest] += 1000 - thousandths.reduce((a, b) => a + b, 0);
  const shares = thousandths.map((t) => t / 1000);
  for (let seed = 0; seed < SEEDS; seed++) {
    const losses = domains.map((_, i) =>
      c[i] + Math.exp(shares.reduce((s, p, j) => s + p * exponent[i][j], 0)) + NOISE * rng.normal()
    );
    lines.push([
      `mix${r + 1}`,
      `${seed}`,
      "true",
      ...shares.map((p) => p.toFixed(3)),
      ...losses.map((l) => l.toFixed(4)),
    ]);
  }
}
const csv = lines.map((cells) => cells.join(",")).join("\n") + "\n";
await Deno.writeTextFile(new URL("planted_law_synthetic.csv", import.meta.url), csv);
