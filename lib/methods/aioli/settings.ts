import { got, outOfRange } from "../../errors.ts";
import { matrix } from "../../numerics/matrix.ts";
import { pivotedQR } from "../../numerics/qr.ts";
import { smoothedOneHots } from "../../mixture/smoothed_one_hots.ts";
import type { Batches } from "../actions.ts";
import { checkSeveral, checkVal } from "../check_setting.ts";
import { type OptionValues, resolveOptions } from "../options.ts";
import type { RuleContext } from "../rule.ts";
import { defaultEta, defaultOneHotFactor, defaultUpdateSteps, defaultVisits } from "./defaults.ts";
import { PRESETS, RULE_OPTIONS } from "./options.ts";
import { realisedMixtures } from "./realised_mixtures.ts";
import type { VisitOrder } from "./visit_order.ts";

/** Aioli's options, all of them decided. m domains. */
export interface AioliSettings {
  readonly m: number;
  /** Share of a proxy mixture's own domain. */
  readonly f: number;
  readonly lpRounds: number;
  readonly lpSteps: number;
  readonly updateSteps: number;
  /** Rounds of the run. */
  readonly rounds: number;
  /** Steps of an estimation, lpRounds · lpSteps · m. */
  readonly estimation: number;
  readonly eta: number;
  readonly ema: number | undefined;
  readonly normalizeA: boolean;
  readonly recursive: boolean;
  readonly realised: boolean;
  readonly order: VisitOrder;
  /** For each target, which of the domains it is: only that effect is kept. */
  readonly diagonal: readonly number[] | undefined;
  readonly batches: Batches;
}

type AioliContext = Pick<RuleContext, "domains" | "targets" | "steps" | "batch" | "valRows">;

/**
 * Decides and checks the options of Aioli's rule.
 *
 * @param context `steps`: those of Aioli, without a prior's.
 * @throws {TypeError | RangeError} naming the option.
 */
export function aioliSettings(options: OptionValues, context: AioliContext): AioliSettings {
  const given = resolveOptions("aioli", RULE_OPTIONS, PRESETS, options), m = context.domains.length;
  checkSeveral("aioli", context.domains);
  checkVal("aioli", context);
  const f = given.oneHotFactor as number | undefined ?? defaultOneHotFactor(m);
  if (!(f > 1 / m)) {
    throw outOfRange(
      `aioli: oneHotFactor: wanted a share above 1/m = ${Number((1 / m).toPrecision(6))} and up to 1, got ${got(f)}`,
    );
  }
  const ema = given.ema as number | undefined,
    realised = given.realised === true,
    lengths = lengthsOf(given, context);
  if (realised) checkRealised(m, f, lengths.lpRounds * lengths.lpSteps, context.batch);
  return {
    ...{ m, f, ema, realised },
    ...lengths,
    eta: given.eta as number | undefined ?? defaultEta(m),
    normalizeA: given.normalizeA === true,
    recursive: given.recursive as boolean | undefined ?? ema === undefined,
    order: given.order as VisitOrder | undefined ?? "intervals",
    diagonal: given.diagonal ? ownDomains(context) : undefined,
    batches: given.batches as Batches | undefined ?? "multinomial",
  };
}

/** The settings as options: whatever was decided is written down. */
export function optionsOf(settings: AioliSettings): OptionValues {
  const { f, diagonal, ema, m: _, rounds: __, estimation: ___, ...same } = settings;
  return { ...same, oneHotFactor: f, diagonal: diagonal !== undefined, ...(ema !== undefined && { ema }) };
}

/** Steps of a round, and of its estimation. */
function lengthsOf(given: OptionValues, { domains: { length: m }, steps }: AioliContext) {
  const lpRounds = given.lpRounds as number | undefined, lpSteps = given.lpSteps as number | undefined;
  if (given.static && given.updateSteps !== undefined) {
    throw outOfRange(
      `aioli: updateSteps: a static run has one round of all ${steps} steps; ` +
        `wanted static or updateSteps, got both (updateSteps is ${given.updateSteps})`,
    );
  }
  const least = (lpRounds ?? 1) * (lpSteps ?? 1) * m;
  const updateSteps = given.static
    ? steps
    : given.updateSteps as number | undefined ?? defaultUpdateSteps(steps, least) ?? steps;
  if (steps % updateSteps !== 0) {
    throw outOfRange(
      `aioli: updateSteps: wanted a number that divides the ${steps} steps (those of a prior not counted), ` +
        `got ${updateSteps}`,
    );
  }
  const visits = defaultVisits(m, updateSteps, { lpRounds, lpSteps });
  const estimation = visits.lpRounds * visits.lpSteps * m;
  if (estimation >= updateSteps) {
    throw outOfRange(
      `aioli: lpRounds, lpSteps: an estimation has lpRounds · lpSteps · m = ${visits.lpRounds} · ${visits.lpSteps} · ` +
        `${m} = ${estimation} steps; wanted fewer than the ${updateSteps} of a round`,
    );
  }
  return { ...visits, updateSteps, rounds: steps / updateSteps, estimation };
}

/** Which domain each target is. */
function ownDomains({ domains, targets }: AioliContext): number[] {
  const strange = targets.find((target) => !domains.includes(target)) ??
    domains.find((domain) => !targets.includes(domain));
  if (strange === undefined) return targets.map((target) => domains.indexOf(target));
  throw outOfRange(
    `aioli: diagonal: wanted targets that are the domains ${domains.join(", ")}, got ${targets.join(", ")}: ` +
      `${got(strange)} is not both`,
  );
}

/** Refuses batches in which the proxy mixtures cannot be told apart, whatever the effects. */
function checkRealised(m: number, f: number, steps: number, batch: number): void {
  const W_mm = realisedMixtures(smoothedOneHots(m, f), steps, batch);
  if (pivotedQR(matrix(m, m, W_mm.flat())).rank === m) return;
  throw outOfRange(
    `aioli: realised: in the ${steps * batch} rows that each proxy mixture has in a round they cannot be told apart; ` +
      "wanted more lpSteps, lpRounds, a larger batch or a larger oneHotFactor",
  );
}
