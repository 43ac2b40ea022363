import { deepEqual, equal, ok, throws } from "../assert.ts";
import fc from "fast-check";
import { type DesignMixtures, designMixtures } from "../../lib/designs/design_mixtures.ts";
import type { DesignSetting } from "../../lib/designs/design.ts";
import { designNamed, designs } from "../../lib/designs/designs.ts";
import { aioliCover } from "../../lib/mixture/aioli_cover.ts";
import { dirichlet } from "../../lib/mixture/dirichlet.ts";
import { writeMixtureRows } from "../../lib/mixture/mixture_rows.ts";
import { regMixMixtures } from "../../lib/mixture/regmix_mixtures.ts";
import { simplexLattice } from "../../lib/mixture/simplex_lattice.ts";
import { random } from "../../lib/numerics/random.ts";
import { needsReference } from "../reference.ts";

const three: DesignSetting = {
  ...{ domains: ["web", "code", "books"], targets: ["web", "code"], trainTokens: [6000, 3000, 1000] },
};
const rows = ({ mixtures }: Pick<DesignMixtures, "mixtures">) => mixtures.map(({ shares }) => [...shares]);
const ids = ({ mixtures }: Pick<DesignMixtures, "mixtures">) => mixtures.map(({ id }) => id);

needsReference("designs: cover gives the ten covers that Aioli ships, to six decimals", (path) => {
  const cells = Deno.readTextFileSync(path("aioli", "dirichlet_weights.csv")).trim().split(/\r?\n/).slice(1)
    .map((line) => line.split(","));
  let covers = 0;
  for (const [m, runs, alpha] of [[3, 9, 1], [9, 50, 1.5]]) {
    const domains = Array.from({ length: m }, (_, j) => `d${j}`);
    for (let seed = 0; seed < 5; seed++) {
      const shipped = cells.filter(([k, n, s]) => Number(k) === m && Number(n) === runs && Number(s) === seed)
        .map((row) => `${row.slice(5, 5 + m).join(",")}\n`);
      equal(shipped.length, runs);
      const made = designMixtures("cover", { runs, alpha, oversample: 4, seed }, { domains, targets: domains });
      equal(writeMixtureRows(rows(made)), shipped.join(""), `m ${m}, seed ${seed}`);
      covers += 1;
    }
  }
  equal(covers, 10);
});

Deno.test("designs: without bounds the mixtures of cover, regmix and lattice are those of the library, bit for bit", () => {
  deepEqual(
    rows(designMixtures("cover", { runs: 7, alpha: 0.5, seed: 3 }, three)),
    aioliCover({ m: 3, N: 7, alpha: 0.5, oversample: 2, seed: 3 }).map((p) => [...p]),
  );
  const prior = [0.6, 0.3, 0.1];
  deepEqual(
    rows(designMixtures("regmix", { runs: 12, seed: 5 }, three)),
    regMixMixtures({ prior, n: 12, seed: 5 }).map((p) => [...p]),
  );
  const named = designMixtures("regmix", { runs: 12, prior: { web: 0.5, books: 0.5 }, priorCap: 3 }, three);
  deepEqual(rows(named), regMixMixtures({ prior: [0.5, 0, 0.5], n: 12, seed: 0, maxEpochs: 3 }).map((p) => [...p]));
  deepEqual(
    rows(designMixtures("lattice", { parts: 6 }, three)),
    simplexLattice(3, 6, { interior: true }).map((p) => [...p]),
  );
  deepEqual(
    rows(designMixtures("lattice", { parts: 2, interior: false }, three)),
    simplexLattice(3, 2).map((p) => [...p]),
  );
});

Deno.test("designs: pure, smoothed, and the even mixture beside them", () => {
  const pure = designMixtures("one-hot", { centre: true }, three);
  deepEqual(pure.mixtures, [
    { id: "pure-web", shares: [1, 0, 0] },
    { id: "pure-code", shares: [0, 1, 0] },
    { id: "pure-books", shares: [0, 0, 1] },
    { id: "even", shares: [1 / 3, 1 / 3, 1 / 3] },
  ]);
  // Aioli's launcher for three domains has 0.5.
  deepEqual(rows(designMixtures("smoothed", {}, three))[0], [0.5, 0.25, 0.25]);
  deepEqual(rows(designMixtures("smoothed", { factor: 0.8 }, three))[1].map((p) => p.toFixed(12)), [
    "0.100000000000",
    "0.800000000000",
    "0.100000000000",
  ]);
  // (1 − ε) 1_j + ε/m
  const [web] = rows(designMixtures("smoothed", { smoothing: 0.3 }, three));
  deepEqual(web.map((p) => p.toFixed(12)), ["0.800000000000", "0.100000000000", "0.100000000000"]);
  deepEqual(ids(designMixtures("smoothed", {}, three)), ["most-web", "most-code", "most-books"]);
  throws(
    () => designMixtures("smoothed", { factor: 0.5, smoothing: 0.1 }, three),
    /wanted factor or smoothing, got both/,
  );
  throws(() => designMixtures("smoothed", { factor: 0.3 }, three), { name: "RangeError", message: /above 1\/m/ });
});

Deno.test("designs: leave-one-out follows Cox's directions from the prior, down and up", () => {
  const out = designMixtures("leave-one-out", {}, three);
  deepEqual(ids(out), ["prior", "without-web", "without-code", "without-books"]);
  deepEqual(
    rows(out).map((p) => p.map((share) => share.toFixed(9))),
    [
      [0.6, 0.3, 0.1],
      [0, 0.75, 0.25],
      [0.6 / 0.7, 0, 0.1 / 0.7],
      [2 / 3, 1 / 3, 0],
    ].map((p) => p.map((share) => share.toFixed(9))),
  );
  deepEqual(Object.entries(out.design.prior!).map(([name, share]) => `${name} ${share.toFixed(9)}`), [
    ...["web 0.600000000", "code 0.300000000", "books 0.100000000"],
  ]);
  const both = designMixtures("leave-one-out", { strength: 0.5, up: 2 }, three);
  deepEqual(ids(both), ["prior", "less-web", "less-code", "less-books", "more-code", "more-books"]);
  deepEqual(both.notes, ["more-web left out: 2 times its share in the prior is above 1"]);
  for (const [n, one] of both.mixtures.entries()) {
    const j = three.domains.indexOf(one.id.split("-")[1]);
    if (j < 0) continue;
    ok(Math.abs(one.shares[j] - [0.6, 0.3, 0.1][j] * (n < 4 ? 0.5 : 2)) < 1e-12);
    // The others keep their proportions.
    const [a, b] = [0, 1, 2].filter((i) => i !== j), prior = [0.6, 0.3, 0.1];
    ok(Math.abs(one.shares[a] / one.shares[b] - prior[a] / prior[b]) < 1e-9);
    ok(Math.abs(one.shares.reduce((x, y) => x + y) - 1) < 1e-12);
  }
  // A domain that the prior lacks cannot be left out, one that is all of it has nothing to give way to.
  const lacking = designMixtures("leave-one-out", { prior: { web: 1 } }, three);
  deepEqual(ids(lacking), ["prior"]);
  equal(lacking.notes.length, 3);
});

Deno.test("designs: fixed ones leave out what is beyond the bounds and count it", () => {
  const setting = { ...three, caps: { web: 0.5 }, floors: { books: 0.1 } };
  const all = simplexLattice(3, 10, { interior: false });
  const made = designMixtures("lattice", { parts: 10, interior: false }, setting);
  const kept = all.filter(([web, , books]) => web <= 0.5 + 1e-9 && books >= 0.1 - 1e-9);
  deepEqual(rows(made), kept.map((p) => [...p]));
  deepEqual(made.notes, [`${all.length - kept.length} of ${all.length} mixtures left out, being out of bounds`]);
  const out = designMixtures("leave-one-out", { prior: { web: 0.4, code: 0.4, books: 0.2 } }, setting);
  deepEqual(ids(out), ["prior", "without-web"]);
  deepEqual(out.notes, ["2 of 4 mixtures left out, being out of bounds (without-code, without-books)"]);
  throws(() => designMixtures("one-hot", {}, { ...setting, caps: { web: 0.5, books: 0.9 } }), {
    name: "RangeError",
    message: /wanted mixtures within the bounds, got none; widen them/,
  });
});

Deno.test("designs: what draws, draws on until enough is within the bounds; the same for a seed, other for another", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("cover", "regmix"),
      fc.nat(1e6),
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 2, max: 20 }),
      (name, seed, m, runs) => {
        const rng = random(seed), domains = Array.from({ length: m }, (_, j) => `d${j}`);
        const floors = Object.fromEntries(domains.map((domain) => [domain, 0.5 * rng.uniform() / m]));
        const caps = Object.fromEntries(domains.map((domain) => [domain, Math.min(1, 2 / m + rng.uniform() / 2)]));
        const trainTokens = [...dirichlet(rng, new Array(m).fill(20))].map((share) => share * 1e6);
        const setting = { domains, targets: domains, trainTokens, floors, caps };
        const options = { runs, seed };
        const made = designMixtures(name, options, setting);
        equal(made.mixtures.length, runs);
        for (const { shares } of made.mixtures) {
          ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-12);
          ok(shares.every((p, j) => p >= floors[domains[j]] - 1e-9 && p <= caps[domains[j]] + 1e-9));
        }
        deepEqual(designMixtures(name, options, setting), made);
        const other = designMixtures(name, { ...options, seed: seed + 1 }, setting);
        ok(JSON.stringify(rows(other)) !== JSON.stringify(rows(made)));
      },
    ),
    { seed: 3, numRuns: 60 },
  );
});

Deno.test("designs: token supply bounds shares: share · positions ≤ epochs · tokens", () => {
  const setting = { ...three, tokens: { budget: 8000, epochs: 2 } };
  for (const name of ["cover", "regmix", "lattice", "smoothed", "d-optimal"]) {
    const { mixtures, design } = designMixtures(name, {}, setting);
    ok(
      mixtures.length > 0 &&
        mixtures.every(({ shares: [, code, books] }) => code <= 0.75 + 1e-9 && books <= 0.25 + 1e-9),
      name,
    );
    deepEqual(design.tokens, { budget: 8000, epochs: 2 });
  }
  // At a supply of just what is needed the natural mixture is all that is left.
  const scarce = { ...three, tokens: { budget: 10_000, epochs: 1 } };
  deepEqual(rows(designMixtures("d-optimal", { law: "linear", runs: 1 }, scarce)), [[0.6, 0.3, 0.1]]);
  throws(() => designMixtures("cover", {}, { ...three, tokens: { budget: 20_000, epochs: 1 } }), {
    ...{
      name: "RangeError",
      message: /sum to at least 1, got 0.5.*allow more epochs or a smaller budget, or raise a cap/,
    },
  });
});

Deno.test("designs: a domain whose cap is its floor keeps that share in a cover", () => {
  const { mixtures } = designMixtures("cover", { runs: 8 }, { ...three, caps: { code: 0.2 }, floors: { code: 0.2 } });
  equal(mixtures.length, 8);
  ok(mixtures.every(({ shares }) => Math.abs(shares[1] - 0.2) < 1e-12));
  ok(new Set(mixtures.map(({ shares }) => shares[0].toFixed(6))).size === 8);
});

Deno.test("designs: even and natural beside any of them, once, under their names", () => {
  const { mixtures } = designMixtures("cover", { runs: 4 }, three, ["even", "natural"]);
  deepEqual(mixtures.map(({ id }) => id), ["1", "2", "3", "4", "even", "natural"]);
  deepEqual(mixtures[5].shares.map((share) => share.toFixed(12)), [
    "0.600000000000",
    "0.300000000000",
    "0.100000000000",
  ]);
  const lattice = designMixtures("lattice", { parts: 3 }, three, ["even"]);
  deepEqual(lattice.mixtures, [{ id: "even", shares: [1 / 3, 1 / 3, 1 / 3] }]);
  deepEqual(lattice.notes, ["1 is even, and goes by that name"]);
  deepEqual(ids(designMixtures("one-hot", { centre: true }, three, ["even"])).filter((id) => id === "even"), ["even"]);
  throws(() => designMixtures("cover", {}, { ...three, caps: { web: 0.3 } }, ["even"]), {
    ...{
      name: "RangeError",
      message: /with: even: web has 0.333333, above its cap 0.3; leave it out, or change the bound/,
    },
  });
  throws(() => designMixtures("cover", {}, three, ["odd"]), /with: wanted even, natural, got "odd"/);
  const { trainTokens: _, ...unknown } = three;
  throws(() => designMixtures("cover", {}, unknown, ["natural"]), /wanted a prior, or trainTokens/);
});

Deno.test("designs: what is given is kept, and refused beyond the bounds by name and domain", () => {
  const given = [{ id: "a", shares: [0.5, 0.5, 0] }, { id: "b", shares: [0.2, 0.2, 0.6] }];
  deepEqual(designMixtures("file", {}, { ...three, given }).mixtures, given);
  throws(() => designMixtures("file", {}, { ...three, given, caps: { books: 0.5 } }), {
    ...{
      name: "RangeError",
      message: "file: mixture b: books has 0.6, above its cap 0.5; take the mixture out, or change the bound",
    },
  });
  throws(
    () => designMixtures("file", {}, { ...three, given, floors: { books: 0.1 } }),
    /mixture a: books has 0, below its floor 0.1/,
  );
  throws(
    () => designMixtures("file", {}, { ...three, given: [{ id: "a", shares: [0.5, 0.5] }] }),
    /wanted 3 shares.*got 2/,
  );
  throws(() => designMixtures("file", {}, { ...three, given: [{ id: "a", shares: [0.5, 0.4, 0.3] }] }), /sum to 1.2/);
  throws(
    () => designMixtures("file", {}, { ...three, given: [given[0], { ...given[1], id: "a" }] }),
    /the name "a" stands for two mixtures/,
  );
  const again = designMixtures("file", {}, { ...three, given: [...given, { id: "c", shares: [0.5, 0.5, 0] }] });
  deepEqual(again.notes, ["c left out: it is a again"]);
});

Deno.test("designs: d-optimal with replicates gives each mixture once, and says how often it is wanted", () => {
  const made = designMixtures("d-optimal", { law: "linear", runs: 6, replicates: true }, three);
  equal(made.mixtures.length, 3);
  deepEqual(made.design.times, [2, 2, 2]);
  ok(made.notes.some((note) => /wanted mixture 1 2 times, mixture 2 2 times/.test(note)));
  ok(
    made.notes.some((note) => /efficiency at least 100\.00 %.*6\.0000, and 6 proves it optimal/.test(note)),
    made.notes.join("\n"),
  );
});

Deno.test("designs: the design is kept whole: the same options give the same mixtures again", () => {
  for (const { name, options } of designs.filter(({ name }) => name !== "file")) {
    const made = designMixtures(name, {}, three), { design } = made;
    equal(design.design, name);
    const again = Object.fromEntries(Object.entries(design).filter(([key]) => key in options));
    deepEqual(rows(designMixtures(name, again as Record<string, never>, three)), rows(made));
    deepEqual(JSON.parse(JSON.stringify(design)), design);
  }
});

Deno.test("designs: unknown names, options and bad numbers are refused", () => {
  throws(() => designNamed("covr"), { name: "RangeError", message: /did you mean cover/ });
  throws(() => designMixtures("cover", { alfa: 1 }, three), {
    name: "TypeError",
    message: /no option alfa.*did you mean alpha/,
  });
  throws(() => designMixtures("cover", { runs: 1 }, three), {
    name: "RangeError",
    message: /runs: wanted a whole number ≥ 2/,
  });
  throws(() => designMixtures("lattice", { parts: 2 }, three), {
    name: "RangeError",
    message: /wanted at least 3 for 3 domains/,
  });
  throws(() => designMixtures("leave-one-out", { strength: 0 }, three), /strength: wanted a number > 0 and ≤ 1/);
  throws(
    () => designMixtures("d-optimal", { law: "boosted-trees" }, three),
    /wanted a law with derivatives, got boosted-trees/,
  );
  throws(() => designMixtures("d-optimal", { law: "log-liner" }, three), /Did you mean log-linear/);
  throws(() => designMixtures("cover", { runs: 9 }, { ...three, caps: { web: 0.4, code: 0.31, books: 0.3 } }), {
    ...{
      name: "RangeError",
      message: /wanted 36 points within the caps, got \d+ of 36000 draws; raise the caps or alpha/,
    },
  });
});
