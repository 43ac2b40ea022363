/** The static law on planted learners and on Mixlab's own sweeps. */
import { ownShareLaw } from "../../analysis/static_law/own_share_law.ts";
import { staticLaw } from "../../analysis/static_law/static_law.ts";
import { aioliTwoDomains } from "../../lib/laws/best/aioli_optima.ts";
import { bestMixture } from "../../lib/laws/best/best_mixture.ts";
import { lawFromParameters } from "../../lib/laws/load_law.ts";
import { lawWorld } from "../../lib/methods/simulated/law_world.ts";
import { parseTable } from "../../lib/tables/parse_table.ts";
import { readTable } from "../../lib/tables/read_table.ts";
import { deepEqual, equal, match, ok, throws } from "../assert.ts";
import { mixtures, staticRuns } from "./planted_tables.ts";

const DOMAINS = ["code", "web", "books"], STEPS = 40;
const PLANTED = { c: [1, 2.4, 2.1], v: [[-2, 0.2, 0.1], [0.4, -1.5, -0.3], [0.3, -0.2, -1.2]] };
const planted = lawFromParameters(
  "log-linear",
  DOMAINS,
  DOMAINS.map((target, i) => ({
    target,
    parameters: { c: PLANTED.c[i], ...Object.fromEntries(DOMAINS.map((d, j) => [`v:${d}`, PLANTED.v[i][j]])) },
  })),
);
const world = lawWorld(planted, { start_k: [6, 6, 6], steps: STEPS });
const runs = (noise: number, seeds: readonly number[], count = 20) =>
  staticRuns(world, { shares: mixtures(count, 3, 7), seeds, steps: STEPS, noise });

Deno.test("static law: a planted law comes back, seed by seed and over all, and so does its best mixture", async () => {
  const { forms } = staticLaw(await runs(0, [0, 1]), { replicates: 0 }), exact = bestMixture(planted);
  const [each, joint, own] = forms;
  deepEqual(forms.map(({ law }) => law.name), ["log-linear", "log-linear-joint", "log-linear-own"]);
  for (const form of [each, joint]) {
    for (const answer of [...form.bySeed.map(({ answer }) => answer), form.all]) {
      answer.fitted.perTarget.forEach(({ parameters }, i) => {
        ok(Math.abs(parameters.c - PLANTED.c[i]) < 1e-6, `${form.law.name}: c of ${DOMAINS[i]}: ${parameters.c}`);
        DOMAINS.forEach((d, j) => ok(Math.abs(parameters[`v:${d}`] - PLANTED.v[i][j]) < 1e-6, `v of ${d}`));
      });
      exact.shares.forEach((share, j) => ok(Math.abs(answer.best.shares[j] - share) < 1e-5, `share of ${DOMAINS[j]}`));
      ok(answer.best.gap! < 1e-9);
    }
    ok(form.perFit.r2.least > 1 - 1e-10 && form.perFit.looR2!.least > 1 - 1e-8);
    equal(form.perFit.r2.count, 6);
  }
  // Transfer between domains is what a law of the own share alone cannot say.
  ok(own.perFit.r2.most < 0.999, `${own.perFit.r2.most}`);
});

Deno.test("static law: R² falls as noise grows, and with mixtures left out it falls faster", async () => {
  const levels = [0, 0.03, 0.1, 0.3];
  const means: { own: number; left: number }[] = [];
  for (const noise of levels) {
    const { perFit } = staticLaw(await runs(noise, [0, 1, 2, 3, 4, 5]), { replicates: 0 }).forms[0];
    means.push({ own: perFit.r2.mean, left: perFit.looR2!.mean });
  }
  for (let n = 1; n < levels.length; n++) {
    const text = JSON.stringify(means);
    ok(means[n].own < means[n - 1].own, text);
    ok(means[n].left < means[n - 1].left, text);
    ok(means[n - 1].left - means[n].left > means[n - 1].own - means[n].own, text);
  }
  ok(means[1].own > 0.9 && means[3].own < 0.9, JSON.stringify(means));
});

Deno.test("static law: with two domains the own share's law is the log-linear one, and the closed form is exact", async () => {
  const two = lawFromParameters("log-linear", ["a", "b"], [
    { target: "a", parameters: { c: 2.6, "v:a": -3.6, "v:b": -0.6 } },
    { target: "b", parameters: { c: 3, "v:a": -0.1, "v:b": -2.7 } },
  ]);
  const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((p) => [p, 1 - p]);
  const table = await staticRuns(lawWorld(two, { start_k: [6, 6], steps: STEPS }), {
    ...{ shares, seeds: [0], steps: STEPS, noise: 0.01 },
  });
  const { forms: [each, , own] } = staticLaw(table, { replicates: 0 });
  ok(Math.abs(each.perFit.r2.mean - own.perFit.r2.mean) < 1e-9);
  each.all.fitted.perTarget.forEach(({ parameters }, i) => {
    const [mine, other] = i === 0 ? ["v:a", "v:b"] : ["v:b", "v:a"], theirs = own.all.fitted.perTarget[i].parameters;
    ok(Math.abs(parameters[mine] - theirs["v:own"]) < 1e-5 && Math.abs(parameters[other] - theirs["v:rest"]) < 1e-5);
  });
  const closed = aioliTwoDomains(each.all.fitted).shares!;
  ok(Math.abs(closed[0] - each.all.best.shares[0]) < 1e-6);
});

Deno.test("own share's law: slopes and curvature are those of its values", () => {
  const rows = mixtures(8, 3, 3).map((p, n) => [n, ...p, 2 + Math.exp(-2 * p[0] - 0.3), 3 + Math.exp(-p[2])].join());
  const table = parseTable(["run,share:a,share:b,share:c,loss:a,loss:c", ...rows].join("\n"));
  const law = ownShareLaw.fit(table), p = [0.2, 0.5, 0.3], h = 1e-5;
  const [a, c] = law.perTarget.map(({ parameters }) => parameters);
  ok(Math.abs(a["v:own"] - a["v:rest"] - -2) < 1e-6 && Math.abs(c["v:own"] - c["v:rest"] - -1) < 1e-6);
  // along the simplex: a share moves from one domain to another
  for (const [from, to] of [[0, 1], [1, 2], [2, 0]]) {
    const move = (s: number) => p.map((x, j) => j === to ? x + s : j === from ? x - s : x);
    const G = law.gradient(p).data;
    for (let i = 0; i < 2; i++) {
      const slope = (law.predict(move(h))[i] - law.predict(move(-h))[i]) / (2 * h);
      ok(Math.abs(G[3 * i + to] - G[3 * i + from] - slope) < 1e-7, `target ${i}, ${from} to ${to}`);
      const H = law.hessian(p, [i === 0 ? 1 : 0, i === 1 ? 1 : 0]).data, at = (r: number, s: number) => H[3 * r + s];
      const bend = (law.predict(move(1e-3))[i] + law.predict(move(-1e-3))[i] - 2 * law.predict(p)[i]) / 1e-6;
      ok(Math.abs(at(to, to) + at(from, from) - at(to, from) - at(from, to) - bend) < 1e-4, `bend of target ${i}`);
    }
  }
  match(
    ownShareLaw.obstacle(parseTable("run,share:a,share:b,loss:x\n1,0,1,2\n2,1,0,3\n3,0.5,0.5,4"))!,
    /targets that are training domains; x is not/,
  );
});

Deno.test("static law: targets that are no domains have no law of their own share, and the answer says so", () => {
  const rows = mixtures(8, 2, 3).map((p, n) => [n, ...p, 2 + Math.exp(-2 * p[0])].join());
  const { forms, without } = staticLaw(parseTable(["run,share:a,share:b,loss:x", ...rows].join("\n")), {
    replicates: 0,
  });
  equal(forms.length, 2);
  match(without[0].why, /log-linear-own needs targets that are training domains/);
});

Deno.test("static law: refuses runs of several steps or sizes, and too few mixtures, and says what to do", () => {
  const table = (head: string, rows: string[]) => parseTable([head, ...rows].join("\n"));
  const head = "run,step,parameters,share:a,share:b,loss:a";
  throws(
    () => staticLaw(table(head, ["1,100,5,0.1,0.9,2", "1,200,5,0.1,0.9,1.9"])),
    /table: wanted runs of one step, got 100, 200; choose with --where step=200/,
  );
  throws(
    () => staticLaw(table(head, ["1,100,5,0.1,0.9,2", "2,100,7,0.2,0.8,1.9"])),
    /wanted runs of one size of model \(parameters\), got 5, 7; choose with --where parameters=7/,
  );
  throws(
    () => staticLaw(table(head, ["1,100,5,0.1,0.9,2", "2,100,5,0.2,0.8,1.9"])),
    /needs as many different mixtures/,
  );
});

Deno.test("static law: what notebooks and data/README.md say of Mixlab's own sweeps", async () => {
  const say = async (name: string) => {
    const table = await readTable(new URL(`../../data/${name}.csv`, import.meta.url).pathname);
    return staticLaw(table, { replicates: 0 }).forms;
  };
  const text = ({ mean, sd }: { readonly mean: number; readonly sd: number }) =>
    `${mean.toFixed(3)} ± ${sd.toFixed(3)}`;
  const three = await say("three_domains"), six = await say("six_domains");
  deepEqual(three.map(({ perFit }) => text(perFit.r2)), ["0.966 ± 0.011", "0.966 ± 0.011", "0.949 ± 0.017"]);
  deepEqual(three.map(({ perFit }) => text(perFit.looR2!)), ["0.945 ± 0.019", "0.945 ± 0.019", "0.930 ± 0.023"]);
  deepEqual(six.map(({ perFit }) => text(perFit.r2)), ["0.968 ± 0.027", "0.968 ± 0.027", "0.938 ± 0.025"]);
  deepEqual(six.map(({ perFit }) => text(perFit.looR2!)), ["0.949 ± 0.045", "0.949 ± 0.045", "0.925 ± 0.034"]);
  deepEqual(three[0].bySeed.map(({ answer }) => answer.best.mixture.legal.toFixed(3)), ["0.508", "0.461", "0.404"]);
  equal(three[0].all.best.mixture.legal.toFixed(3), "0.451");
});
