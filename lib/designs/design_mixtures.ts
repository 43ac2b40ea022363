import { got, outOfRange } from "../errors.ts";
import type { Json } from "../methods/actions.ts";
import { type OptionValues, resolveOptions } from "../methods/options.ts";
import { boundsOf, breach } from "./bounds.ts";
import { coincide } from "./coincide.ts";
import { even } from "./common_options.ts";
import type { Designed, DesignedMixture, DesignSetting } from "./design.ts";
import { designNamed } from "./designs.ts";
import { numbered } from "./numbered.ts";
import { naturalShares } from "./prior.ts";

/**
 * What {@link designMixtures} makes.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { designMixtures, type DesignMixtures } from "@mixlab/mixlab";
 *
 * const made: DesignMixtures = designMixtures("lattice", { parts: 2 }, { domains: ["a", "b"], targets: ["a"] });
 * deepEqual(made.mixtures, [{ id: "1", shares: [0.5, 0.5] }]);
 * ```
 */
export interface DesignMixtures {
  /** The mixtures, all different, within the bounds. */
  readonly mixtures: readonly DesignedMixture[];
  /** What a person should know, a sentence each. */
  readonly notes: readonly string[];
  /** Name, options and bounds, as plain JSON. */
  readonly design: Readonly<Record<string, Json>>;
}

/** Mixtures by name that may stand beside any design. */
const OTHERS = ["even", "natural"] as const;

/**
 * The mixtures of a design: the same ones for the same options and setting.
 *
 * @param name of the design, one of `designs`.
 * @param options its options; its seed among them is the only source of randomness.
 * @param beside `even` and `natural` (shares of the tokens there are), to stand beside its mixtures under these names.
 * @throws {TypeError} when an option is unknown or of the wrong kind.
 * @throws {RangeError} when one is out of range, no mixture is within the bounds, or too few are.
 *
 * @example
 * ```ts
 * import { deepEqual, equal, ok } from "node:assert/strict";
 * import { designMixtures } from "@mixlab/mixlab";
 *
 * const setting = { domains: ["web", "code"], targets: ["code"], trainTokens: [750, 250], floors: { code: 0.05 } };
 * const { mixtures, design } = designMixtures("cover", { runs: 8, seed: 1 }, setting, ["natural"]);
 * equal(mixtures.length, 9);
 * ok(mixtures.every(({ shares: [, code] }) => code >= 0.05));
 * deepEqual(mixtures[8], { id: "natural", shares: [0.75, 0.25] });
 * equal(design.alpha, 1); // the default is kept as well
 * ```
 */
export function designMixtures(
  name: string,
  options: OptionValues,
  setting: DesignSetting,
  beside: readonly string[] = [],
): DesignMixtures {
  const design = designNamed(name),
    { preset: _, ...values } = resolveOptions(name, design.options, { own: {} }, options);
  const box = boundsOf(setting), made = design.mixtures(values, { ...setting, box }), { domains } = setting;
  const extras = beside.map((extra) => {
    const mixture = besideNamed(extra, setting), wrong = breach(mixture.shares, box, domains);
    if (wrong !== undefined) throw outOfRange(`with: ${extra}: ${wrong}; leave it out, or change the bound`);
    return mixture;
  });
  const notes = [...made.notes], mixtures: DesignedMixture[] = [];
  for (const one of named(made.mixtures)) {
    const twin = mixtures.find(({ shares }) => coincide(shares, one.shares));
    if (twin === undefined) mixtures.push(one);
    else notes.push(`${one.id} left out: it is ${twin.id} again`);
  }
  for (const extra of extras) {
    const at = mixtures.findIndex(({ shares }) => coincide(shares, extra.shares));
    if (at < 0) mixtures.push(extra);
    else if (mixtures[at].id !== extra.id) {
      notes.push(`${mixtures[at].id} is ${extra.id}, and goes by that name`);
      mixtures[at] = { ...mixtures[at], id: extra.id };
    }
  }
  if (mixtures.length === 0) throw outOfRange(`${name}: wanted mixtures within the bounds, got none; widen them`);
  const ids = mixtures.map(({ id }) => id), again = ids.find((id, n) => ids.indexOf(id) !== n);
  if (again !== undefined) throw outOfRange(`${name}: the name ${got(again)} stands for two mixtures; rename one`);
  const { caps, floors, tokens } = setting;
  return {
    mixtures,
    notes,
    design: {
      ...{ design: name, ...values, ...made.record },
      ...(caps && { caps }),
      ...(floors && { floors }),
      ...(tokens && { tokens: { ...tokens } }),
      ...(beside.length > 0 && { with: [...beside] }),
    },
  };
}

/** Mixtures without a name are numbered. */
function named(mixtures: Designed["mixtures"]): DesignedMixture[] {
  const numbers = numbered(mixtures.length);
  return mixtures.map(({ id, shares }, n) => ({ id: id ?? numbers[n], shares }));
}

function besideNamed(name: string, setting: DesignSetting): DesignedMixture {
  if (name === "even") return even(setting.domains.length);
  if (name === "natural") return { id: name, shares: [...naturalShares("with: natural", setting)] };
  throw outOfRange(`with: wanted ${OTHERS.join(", ")}, got ${got(name)}`);
}
