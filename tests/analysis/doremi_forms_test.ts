/** DoReMi's forms on planted worlds, the weights of logged rounds, and published shares by column. */
import { averageAsMixture } from "../../analysis/doremi_curves/average_as_mixture.ts";
import { formOnWorld } from "../../analysis/doremi_curves/form_on_world.ts";
import { shareColumns } from "../../analysis/doremi_curves/share_columns.ts";
import { proxyRounds, weightsOfRounds } from "../../analysis/doremi_curves/weights_of_rounds.ts";
import { weightsOverSteps, writeWeights } from "../../analysis/doremi_curves/weights_over_steps.ts";
import { isInputError } from "../../lib/errors.ts";
import { transferWorld } from "../../lib/methods/simulated/transfer_world.ts";
import { deepEqual, equal, ok, rejects, throws } from "../assert.ts";
import { needsReference } from "../reference.ts";

const refused = (run: () => unknown, message: RegExp) =>
  throws(run, (error) => isInputError(error) && message.test(error.message));

/** Two domains that can be learned, one that cannot. */
const WORLD = transferWorld({
  domains: ["fast", "slow", "noise"],
  graph_mk: [[0.02, 0, 0], [0, 0.005, 0], [0, 0, 0]],
  floor_k: [1, 1, 5],
  start_k: [5, 5, 5],
});

Deno.test("on a planted world every form leaves what cannot be learned the least weight", async () => {
  for (const preset of ["paper", "repo", "nanotron", "doge", "aioli"]) {
    const { proxies, ends } = await formOnWorld(WORLD, { preset, batches: "exact" }, {
      steps: 400,
      seeds: [0],
      batch: 9,
    });
    const [fast, slow, noise] = proxies[0].averages.at(-1)!;
    ok(noise < slow && noise < fast, `${preset}: ${[fast, slow, noise]}`);
    equal(ends[0][2], 5, "noise is not learned");
    ok(ends[0][0] < 2);
  }
});

Deno.test("the repository's form gives a domain that the first batch lacks nearly all the weight; the paper's does not", async () => {
  const setting = { steps: 20, seeds: [0, 1, 2, 3], batch: 1 };
  const first = async (preset: string) =>
    (await formOnWorld(WORLD, { preset, roundEvery: 1 }, setting)).proxies.map(({ weights }) => weights[0]);
  const repo = await first("repo"), paper = await first("paper");
  repo.forEach((weights, s) => {
    // A batch of one row lacks two domains, which both score ln 50,277 and share what is left.
    const lacked = [0, 1, 2].filter((j) => Math.abs(weights[j] - 0.5) < 1e-3);
    equal(lacked.length, 2, `${weights}`);
    // In the paper's form they score 0 and gain nothing.
    for (const j of lacked) ok(paper[s][j] < 1 / 3 + 1e-12, `${paper[s]}`);
  });
});

Deno.test("a form is the same under the same seeds, another under others; options are checked", async () => {
  const run = (seeds: number[]) => formOnWorld(WORLD, { preset: "paper" }, { steps: 50, seeds });
  const [both, again] = [await run([0, 1]), await run([0, 1])];
  deepEqual(both, again);
  ok(both.proxies[0].averages.at(-1)![0] !== both.proxies[1].averages.at(-1)![0]);
  await rejects(run([-1]), (error) => isInputError(error));
  await rejects(formOnWorld(WORLD, { preset: "original" }, { steps: 50, seeds: [0] }), /doremi: preset: wanted paper/);
});

const line = (part: object) =>
  JSON.stringify({
    ...{ run: "proxy/1", seed: 0, step: 0, steps: 20, mixture: { web: 0.75, code: 0.25 } },
    ...{ weights: { web: 0.5, code: 0.5 }, ...part },
  });

Deno.test("rounds of proxies become a table and come back; what stands in other runs is left out", () => {
  const text = [
    line({ run: "final", weights: undefined }),
    line({}),
    line({ step: 20, steps: 10, mixture: { web: 1, code: 0 } }),
    line({ seed: 1 }),
    "",
  ].join("\n");
  const proxies = proxyRounds(text);
  deepEqual(proxies.map(({ run, seed, steps }) => [run, seed, steps]), [["proxy/1", 0, [20, 30]], ["proxy/1", 1, [
    20,
  ]]]);
  deepEqual(weightsOverSteps(writeWeights(proxies)), proxies);
  const [header, ...rows] = averageAsMixture(proxies[0]).trim().split("\n");
  equal(header, "run,share:web,share:code");
  deepEqual(rows, ["doremi,1,0"]);
});

Deno.test("rounds that are none are refused, with their place", () => {
  refused(() => proxyRounds("{", "r.jsonl"), /^r\.jsonl:1:1: wanted a line of JSON, got "\{"/);
  refused(() => proxyRounds(line({ run: "final" }), "r.jsonl"), /r\.jsonl: wanted rounds of a proxy, got none/);
  refused(() => proxyRounds(line({ weights: undefined })), /proxy\/1: wanted rounds of a proxy, which have weights/);
  refused(
    () => weightsOfRounds({ run: "proxy/1", seed: 0 }, ["web"], []),
    /proxy\/1: wanted rounds of a proxy, got none/,
  );
  refused(() => writeWeights([]), /weights: wanted at least one proxy/);
  const [one] = proxyRounds(line({}));
  refused(
    () => writeWeights([one, { ...one, domains: ["web", "books"] }]),
    /same domains, got web, code and web, books/,
  );
});

Deno.test("shares by column: what does not sum to 1, is negative or missing is refused, with its place", () => {
  deepEqual(shareColumns("domain,a,b\nweb,0.25,1\ncode,0.75,0\n", ["b", "a"]), {
    domains: ["web", "code"],
    mixtures: [[1, 0], [0.25, 0.75]],
  });
  refused(
    () => shareColumns("domain,a\nweb,0.5\ncode,0.4\n", ["a"], "w.csv"),
    /^w\.csv:1:8: a: wanted shares that sum to 1/,
  );
  refused(
    () => shareColumns("domain,a\nweb,1.5\ncode,-0.5\n", ["a"], "w.csv"),
    /^w\.csv:3:6: a: wanted a share from 0/,
  );
  refused(() => shareColumns("domain,a\nweb,x\n", ["a"], "w.csv"), /^w\.csv:2:5: a: wanted a number, got "x"/);
  refused(() => shareColumns("domain,a\nweb,1\n", ["b"], "w.csv"), /^w\.csv:1:1: wanted a column b, got domain, a/);
  refused(() => shareColumns("name,a\nweb,1\n", ["a"], "w.csv"), /wanted a column domain, got name, a/);
});

needsReference("DoReMi's weights of The Pile: 22 domains, Pile-CC from 11 % to 61 %", async (path) => {
  const text = await Deno.readTextFile(path("doremi", "doremi_pile_domain_weights.csv"));
  const columns = ["baseline_256k_paper", "doremi_280M_256k_paper", "doremi_r1_120M_50k_repo"];
  const { domains, mixtures } = shareColumns(text, columns), pileCc = domains.indexOf("Pile-CC");
  equal(domains.length, 22);
  deepEqual(mixtures.map((shares) => shares[pileCc].toFixed(2)), ["0.11", "0.61", "0.14"]);
  refused(() => shareColumns(text, ["pile_epochs"]), /pile_epochs: wanted shares that sum to 1/);
});
