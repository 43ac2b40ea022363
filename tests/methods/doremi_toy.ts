/**
 * DoReMi's problem without a language model: three domains over three tokens, each a distribution of single tokens that
 * is learnt apart from the others, by the posterior mean under a Dirichlet prior of 1/3 a token. After n tokens of a
 * domain with probabilities q the expected squared error of its estimate is
 *
 *     (n H + Δ) / (n + 1)²,    H = Σ q (1 − q),    Δ = Σ (q − 1/3)²
 *
 * The first domain has nothing to learn but q itself (H = 0), and the third is the prior (Δ = 0): tokens moved from the
 * third to the others lower every error. Source: DoReMi (arXiv 2305.10429, appendix D), with T = 500 steps of one token,
 * η = 0.5, and scores from a fixed set of 30 examples. What the paper leaves open is read so: 30 examples of each
 * domain in the domain's own proportions, scores summed over them and cut to 0 as a whole, no smoothing, tokens drawn in
 * even parts and counted with weight m α. Cut to 0 token by token instead, the third domain scores above 0 for ever, since
 * a reference that has seen few tokens errs on both sides of the truth; the second domain then takes nearly all.
 *
 * @module
 */
import { type Random, random } from "../../lib/numerics/random.ts";
import type { DoremiOptions } from "../../lib/methods/doremi/options.ts";
import { type ProxyState, startProxy, updateProxy } from "../../lib/methods/doremi/proxy_state.ts";

/** Probabilities of the tokens in each domain. */
export const TOY_DOMAINS: readonly (readonly number[])[] = [[1, 0, 0], [0.7, 0.2, 0.1], [1 / 3, 1 / 3, 1 / 3]];

const PRIOR = 1 / 3, m = TOY_DOMAINS.length;

/** H and Δ of each domain. */
export function toyConstants(): { readonly H_m: number[]; readonly delta_m: number[] } {
  const sum = (q: readonly number[], of: (p: number) => number) => q.reduce((total, p) => total + of(p), 0);
  return {
    H_m: TOY_DOMAINS.map((q) => sum(q, (p) => p * (1 - p))),
    delta_m: TOY_DOMAINS.map((q) => sum(q, (p) => (p - PRIOR) ** 2)),
  };
}

/** Expected squared error of each domain after n tokens of it. */
export function toyErrors(n_m: ArrayLike<number>): number[] {
  const { H_m, delta_m } = toyConstants();
  return H_m.map((H, i) => (n_m[i] * H + delta_m[i]) / (n_m[i] + 1) ** 2);
}

/** What came of the problem. */
export interface ToyResult {
  /** Mean of the weights. */
  readonly mixture: readonly number[];
  /** Weights at the end. */
  readonly weights: readonly number[];
}

/** Options of {@link toyDoremi}. */
export interface ToyOptions extends Partial<Pick<DoremiOptions, "eta" | "smoothing" | "clipExcess" | "scoreOver">> {
  readonly seed: number;
  /** Tokens that the reference has seen and that the proxy sees, T. Default 500. */
  readonly steps?: number;
}

/** Runs DoReMi on it, the reference having seen T tokens in even parts. */
export function toyDoremi(options: ToyOptions): ToyResult {
  const { seed, steps = 500, ...own } = options, rng = random(seed), even = TOY_DOMAINS.map(() => 1 / m);
  const update = { ...DEFAULTS, ...own }, reference = counts(), proxy = counts();
  for (let n = 0; n < steps; n++) reference[n % m][draw(rng, TOY_DOMAINS[n % m])]++;
  const domains_B = TOY_DOMAINS.flatMap((q, i) => q.flatMap((p) => Array<number>(Math.round(p * EXAMPLES)).fill(i)));
  const tokens_B = TOY_DOMAINS.flatMap((q) => q.flatMap((p, t) => Array<number>(Math.round(p * EXAMPLES)).fill(t)));
  const losses = (counted: number[][]) => domains_B.map((i, b) => lossOf(counted[i], tokens_B[b]));
  const reference_BT = losses(reference);
  let state: ProxyState = startProxy(even, update);
  for (let n = 0; n < steps; n++) {
    state = updateProxy(state, { context: 1, domains_B, losses_BT: losses(proxy), reference_BT }, even, update).state;
    const i = rng.below(m);
    proxy[i][draw(rng, TOY_DOMAINS[i])] += m * state.weights[i];
  }
  return { mixture: state.mean, weights: state.weights };
}

/** Examples of each domain. */
const EXAMPLES = 30;

const DEFAULTS: DoremiOptions = {
  ...{ eta: 0.5, smoothing: 0, clipExcess: "domain", scoreOver: "sum", objective: "domain-means" },
  ...{ absent: "zero", startScore: 0, averageStart: false },
};

const counts = () => TOY_DOMAINS.map((q) => q.map(() => 0));

/** −log of the posterior mean of a token. */
function lossOf(counted: readonly number[], token: number): number {
  return -Math.log((counted[token] + PRIOR) / (counted.reduce((a, b) => a + b, 0) + 1));
}

function draw(rng: Random, probabilities: ArrayLike<number>): number {
  let left = rng.uniform(), i = 0;
  while (i < probabilities.length - 1 && (left -= probabilities[i]) >= 0) i++;
  return i;
}
