/**
 * DoReMi: a reference model, a proxy model whose loss is weighted towards the domains where it is furthest behind the
 * reference, and the mean of those weights as the mixture of the final run.
 *
 *     reference: a run on the mixture r_1                       (default: even)
 *     proxy:     ᾱ_1 = mean of its weights α_1 … α_N            (doremi_rule.ts)
 *     again with r_2 = ᾱ_1 …, until max_i |ᾱ_i − r_i| < 1e-3 or `rounds` are made
 *     final:     a run on ᾱ
 *
 * Source: DoReMi (Xie et al., arXiv 2305.10429, algorithm 1; section 3.2 for rounds). The presets are those of the proxy's
 * rule (doremi_rule.ts), and `shearing`: no proxy; the final run itself moves its shares after each evaluation towards
 * the domains furthest above the reference's val losses, or above `targetLosses` (doremi_shearing.ts). Reference and
 * final run may be evaluated on other numbers of rows than the rule's own evaluations.
 *
 * `proxyModel` and `referenceModel` set the learner's `model`; a reference and its proxy must share a tokenizer and a
 * vocabulary, which whoever makes the runs checks. The proxy draws other data than the reference, as in the repository,
 * by another seed.
 *
 * @module
 */
import type { Json } from "./actions.ts";
import { checkSetting } from "./check_setting.ts";
import { checkTogether, OPTIONS, PRESETS, type ResolvedDoremi, resolveDoremi } from "./doremi/resolve.ts";
import type { Method, MethodSetting, Preparing } from "./method.ts";
import { PROXY_SEED } from "./proxy_seed.ts";
import { byName } from "./round_record.ts";
import type { RunSpec } from "./run_spec.ts";

/** The paper's stopping rule: no weight has moved so far. */
const SETTLED = 1e-3;

/** The method. */
export const doremiMethod: Method = {
  name: "doremi",
  about: "weights that a small proxy finds by its excess loss over a reference, then a run on their mean",
  source: "DoReMi, arXiv 2305.10429, algorithm 1",
  options: OPTIONS,
  presets: PRESETS,
  check(options, setting) {
    checkSetting("doremi", setting, { val: false });
    const { values: { proxy }, plan, steering: { rule, spec } } = resolveDoremi(options, setting);
    checkTogether(options, proxy as boolean);
    rule.check(spec(unknown(setting)).options, { ...setting, steps: proxy ? plan.proxies.steps : plan.final });
  },
  cost(options, setting) {
    const { values: { proxy }, plan, steering: { rule, spec } } = resolveDoremi(options, setting);
    const { references, proxies, final } = plan;
    return {
      preparation: [{ what: "reference", ...references }, { what: "proxy", ...proxies }].filter(({ runs }) => runs > 0),
      steps: final,
      evaluations: proxy ? 0 : rule.evaluations(spec(unknown(setting)).options, { ...setting, steps: final }),
    };
  },
  *prepare(options, setting): Preparing {
    const found = resolveDoremi(options, setting);
    return yield* (found.values.proxy ? byProxy : byShearing)(found, setting);
  },
};

/** Losses before there is a reference: any will do for a check. */
const unknown = ({ domains }: MethodSetting) => domains.map(() => 0);

function referenceRun(
  { values, plan }: ResolvedDoremi,
  setting: MethodSetting,
  round: number,
  shares: number[],
): RunSpec {
  const model = values.referenceModel ?? values.proxyModel;
  return {
    ...{ name: `reference/${round}`, role: "preparation", steps: plan.references.steps, seed: setting.seed },
    rule: { rule: "fixed", options: { shares, batches: values.batches } },
    ...(model !== undefined && { learner: { model } }),
  };
}

function* byProxy(found: ResolvedDoremi, setting: MethodSetting): Preparing {
  const { values, plan, reference_m, steering } = found, { domains, seed } = setting, made: Json[] = [];
  let shares: number[] = Array.from(reference_m), settled = false;
  for (let round = 1; round <= (values.rounds as number) && !settled; round++) {
    let reference = values.referenceRun as string | undefined;
    if (reference === undefined || round > 1) {
      const run = referenceRun(found, setting, round, shares);
      yield [run];
      reference = run.name;
    }
    const [{ answer: { mixture } }] = yield [{
      ...{ name: `proxy/${round}`, role: "preparation", rule: steering.spec([]), steps: plan.proxies.steps, reference },
      seed: seed + PROXY_SEED * round,
      ...(values.proxyModel !== undefined && { learner: { model: values.proxyModel } }),
    }];
    const moved = Math.max(...mixture.map((share, i) => Math.abs(share - shares[i])));
    made.push({ reference: byName(domains, shares), average: byName(domains, mixture), moved });
    settled = moved < SETTLED;
    shares = Array.from(mixture);
  }
  return {
    rule: { rule: "fixed", options: { shares, batches: values.batches } },
    ...{ steps: plan.final, mixture: shares, details: { rounds: made, settled } },
  };
}

function* byShearing(found: ResolvedDoremi, setting: MethodSetting): Preparing {
  const { values, plan, reference_m, steering } = found, { domains, targets } = setting;
  let losses_m = domains.map(() => 0);
  if (values.targetLosses === undefined) {
    const [{ val }] = yield [referenceRun(found, setting, 1, Array.from(reference_m))];
    losses_m = domains.map((domain) => val[targets.indexOf(domain)]);
  }
  return { rule: steering.spec(losses_m), steps: plan.final };
}
