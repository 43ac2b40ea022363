import { deepEqual, equal, ok } from "../../assert.ts";
import golden from "../../golden/aioli_static_optima.json" with { type: "json" };
import { needsReference } from "../../reference.ts";
import { aioliThreeDomains, aioliTwoDomains } from "../../../lib/laws/best/aioli_optima.ts";
import { bestMixture } from "../../../lib/laws/best/best_mixture.ts";
import { linear, logLinear } from "./laws.ts";

/** L_i = c + exp(k p_own + b), as vertex exponents. */
function twoDomains(parameters: typeof golden.two[0]["parameters"]) {
  const fits = [parameters.arxiv, parameters.stackexchange], names = ["arxiv", "stackexchange"];
  return logLinear(
    fits.map((fit) => fit.c),
    fits.map((fit, i) => names.map((_, j) => i === j ? fit.b + fit.k : fit.b)),
    { domains: names, targets: names },
  );
}

/** L_i = exp(log_c) + exp(b + t1 p_arxiv + t2 p_book), as vertex exponents. */
function threeDomains(parameters: typeof golden.three[0]["parameters"]) {
  const names = ["arxiv", "book", "stackexchange"],
    fits = [parameters.arxiv, parameters.book, parameters.stackexchange];
  return logLinear(
    fits.map((fit) => Math.exp(fit.log_c)),
    fits.map((fit) => [fit.b + fit.t1, fit.b + fit.t2, fit.b]),
    { domains: names, targets: names },
  );
}

function close(got: ArrayLike<number>, wanted: readonly number[], tolerance: number) {
  wanted.forEach((w, j) => ok(Math.abs(got[j] - w) <= tolerance, `${got[j]} is not ${w} (± ${tolerance})`));
}

for (const { seed, parameters, shares, losses } of golden.two) {
  Deno.test(`Aioli's static optimum, two domains, seed ${seed}: exact solver and closed form`, () => {
    const law = twoDomains(parameters), best = bestMixture(law);
    close(best.shares, shares, 1e-7);
    close(Object.values(best.predicted), losses, 1e-7);
    ok(best.gap !== null && best.gap >= 0 && best.gap <= 1e-9, `gap ${best.gap}`);
    close(aioliTwoDomains(law).shares!, shares, 1e-12);
  });
}

for (const { seed, parameters, shares, losses } of golden.three) {
  Deno.test(`Aioli's static optimum, three domains, seed ${seed}: exact solver and projected Adam`, () => {
    const law = threeDomains(parameters), best = bestMixture(law);
    close(best.shares, shares, 1e-6);
    close(Object.values(best.predicted), losses, 1e-6);
    ok(best.gap !== null && best.gap >= 0 && best.gap <= 1e-9, `gap ${best.gap}`);
    close(aioliThreeDomains(law).shares!, shares, 1e-4);
  });
}

needsReference("the golden optima of Aioli's static laws are those of the reference tables", async (ref) => {
  const checks = JSON.parse(await Deno.readTextFile(ref("aioli", "derived_checks.json")));
  deepEqual(
    golden.two.map((g) => [g.seed, ...g.shares]),
    checks.static_optimum_m2_closed_form.map((o: Record<string, number>) => [o.seed, o.p_arxiv, o.p_stackexchange]),
  );
  deepEqual(
    golden.three.map((g) => [g.seed, ...g.shares]),
    checks.static_optimum_m3_numeric.map((
      o: Record<string, number>,
    ) => [o.seed, o.p_arxiv, o.p_book, o.p_stackexchange]),
  );
  const rows = (await Deno.readTextFile(ref("aioli", "law_params.csv"))).split("\n").map((line) => line.split(","));
  for (const { seed, parameters } of golden.three) {
    for (const [group, fit] of Object.entries(parameters)) {
      for (const [name, value] of Object.entries(fit)) {
        const row = rows.find((r) =>
          r[1].endsWith("arxiv_books_stackexchange/params_static.pkl") && r[4] === group && r[5] === "5000" &&
          r[7] === String(seed) && r[9] === name
        );
        equal(Number(row?.[10]), value, `${group} ${name} of seed ${seed}`);
      }
    }
  }
});

Deno.test("Aioli's closed form gives no answer where it does not hold", () => {
  equal(aioliTwoDomains(logLinear([1], [[0, 1]])).mixture, null);
  equal(aioliTwoDomains(linear([1, 1], [[0, 1], [1, 0]])).mixture, null);
  // the slopes cancel beyond share 1
  const far = aioliTwoDomains(logLinear([1, 1], [[-2, 0], [-9, -8]]));
  equal(far.mixture, null);
  ok(far.note.includes("not a share"), far.note);
  equal(aioliThreeDomains(logLinear([1], [[0, 1]])).mixture, null);
});
