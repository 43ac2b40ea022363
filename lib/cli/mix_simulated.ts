/**
 * Methods on simulated learners: a planted world, or a fitted law as a surface. No model is trained and no engine loaded;
 * whatever comes of it is synthetic.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import type { FittedLaw } from "../laws/law.ts";
import { loadLaw } from "../laws/load_law.ts";
import type { Json } from "../methods/actions.ts";
import { lawWorld } from "../methods/simulated/law_world.ts";
import { simulatedRuns } from "../methods/simulated/runs.ts";
import type { SimulatedWorld } from "../methods/simulated/world.ts";
import type { AskedWorld, MixAsk } from "./mix_ask.ts";
import type { MixPlace } from "./mix_place.ts";
import { plantedWorld } from "./mix_worlds.ts";
import { jsonFile } from "./option_values.ts";
import { DEFAULTS } from "./train_settings.ts";

const BATCH = 8, CONTEXT = 64, VAL_ROWS = 100;

/** Tokens of each domain: more than any run could use. */
const ENDLESS = 1e12;

/** Domains where none are named. */
const DOMAINS = ["arxiv", "books", "web"];

/** The loss of a model that knows nothing, in the 50,304 ids of Pythia's embeddings: where a law's runs begin. */
const LAW_START = Math.log(50304);

/** Makes the place. */
export async function simulatedPlace(ask: MixAsk, asked: AskedWorld): Promise<MixPlace> {
  const { settings } = ask, { steps = DEFAULTS.steps, batch = BATCH, context = CONTEXT, lr } = settings;
  const { world, about, law } = await worldAsked(ask, asked, steps), { domains, targets } = world, { noise } = asked;
  const valRows = targets.map(() => VAL_ROWS);
  const options = { batch, context, noise, valRows, ...(lr !== undefined && { learningRate: lr }) };
  return {
    setting: { domains, targets, batch, context, valRows, trainTokens: domains.map(() => ENDLESS) },
    steps,
    runs: () => simulatedRuns(world, options),
    check: () => Promise.resolve(), // a world has nothing that could be missing
    mixture(rule) {
      if (rule !== "even") throw outOfRange(`mixture: a simulated learner has no corpus; wanted even, got ${rule}`);
      return Promise.resolve(Object.fromEntries(domains.map((domain) => [domain, 1 / domains.length])));
    },
    about: `SYNTHETIC: ${about}${noise > 0 ? `, noise ${noise} nats per token` : ""}; no model is trained`,
    synthetic: true,
    configuration: {
      ...{ simulate: asked.world, noise, steps, batch, context, domains, targets, start: world.start_k },
      ...(law ? { law: law.toJSON() as unknown as Json } : { "world-seed": asked.worldSeed }),
      ...(lr !== undefined && { lr }),
    },
    [Symbol.dispose]: () => {},
  };
}

interface Made {
  readonly world: SimulatedWorld;
  readonly about: string;
  readonly law?: FittedLaw;
}

async function worldAsked(ask: MixAsk, { world, worldSeed, startLoss }: AskedWorld, steps: number): Promise<Made> {
  if (world === "linear" || world === "transfer") {
    const { domains = DOMAINS, targets = domains } = ask;
    return {
      world: plantedWorld(world, { domains, targets, steps, seed: worldSeed, startLoss }),
      about: `a planted ${world} world (seed ${worldSeed}) over ${domains.join(", ")}`,
    };
  }
  if (ask.domains !== undefined || ask.targets !== undefined) {
    throw outOfRange(`--domains, --targets: the law ${world} has its own; leave them out`);
  }
  const law = loadLaw(await jsonFile(world), world), start = startLoss ?? LAW_START;
  return {
    world: lawWorld(law, { start_k: law.targets.map(() => start), steps }),
    about: `the ${law.law} law of ${world} as a surface over ${law.domains.join(", ")}`,
    law,
  };
}
