/**
 * Interleaved rounds: in each, every contender takes its steps in turn, and only one computes at a time. The order is
 * reversed in every second round, so that a machine that grows slower harms nobody more than others.
 *
 * @module
 */
import { machineSeconds, peakMegabytes } from "./process_figures.ts";
import { quantile } from "./quantile.ts";
import { quiet } from "./quiet.ts";
import { type Command, Worker } from "./worker.ts";

/** One that takes part. */
export interface Contender extends Command {
  readonly name: string;
  /** Timed steps of a turn. */
  readonly steps: number;
  /** Rounds that it takes part in. */
  readonly rounds: number;
}

/** What a contender did. */
export interface Result {
  readonly name: string;
  readonly device: string;
  /** Milliseconds of each timed step, round by round. */
  readonly rounds: readonly (readonly number[])[];
  /** Loss (nats) of every step, timed or not, from the first. */
  readonly losses: readonly number[];
  /** Building: opening, and the first step above a usual one, in milliseconds. */
  readonly buildMs: number;
  readonly peakMegabytes: number;
  /** Processors kept busy in its turns. */
  readonly cores: number;
  /** Processors kept busy in the turns of others. */
  readonly idleCores: number;
}

interface Turn {
  readonly ms: readonly number[];
  readonly losses: readonly number[];
}

/** All that was measured in one sitting. */
export interface Sitting {
  readonly results: readonly Result[];
  /** Processors that other processes, or other machines on the same host, kept busy during the turns. */
  readonly strangerCores: number;
}

/** Builds all contenders, one after another, and measures them. `after` is called with each worker in the end. */
export async function measure(
  contenders: readonly Contender[],
  after: (name: string, worker: Worker) => Promise<void> = () => Promise.resolve(),
): Promise<Sitting> {
  await using workers = new AsyncDisposableStack();
  const measured: Measured[] = [];
  for (const contender of contenders) {
    console.error(`  building ${contender.name}`);
    const one = new Measured(contender, workers.use(await Worker.start(contender.name, contender)));
    await one.warmUp();
    measured.push(one);
  }
  let strangers = 0, wall = 0;
  for (let round = 0; round < Math.max(...contenders.map(({ rounds }) => rounds)); round++) {
    const taking = measured.filter(({ contender }) => round < contender.rounds);
    for (const one of round % 2 ? taking.toReversed() : taking) {
      await quiet();
      const used = () => measured.map(({ worker }) => worker.processorSeconds());
      const before = used(), machine = machineSeconds();
      const seconds = await one.turn();
      const spent = used().map((after, i) => after - before[i]);
      strangers += machineSeconds() - machine - spent.reduce((sum, x) => sum + x, 0);
      wall += seconds;
      measured.forEach((each, i) => (each === one ? each.busy : each.idle).add(spent[i], seconds));
    }
  }
  const results = measured.map((one) => one.result());
  for (const { contender, worker } of measured) await after(contender.name, worker);
  return { results, strangerCores: Math.max(0, strangers / wall) };
}

/** Processor seconds against seconds of the clock. */
class Load {
  private processor = 0;
  private wall = 0;
  add(processor: number, wall: number): void {
    this.processor += processor;
    this.wall += wall;
  }
  get cores(): number {
    return this.wall > 0 ? this.processor / this.wall : 0;
  }
}

class Measured {
  private readonly rounds: number[][] = [];
  private readonly losses: number[] = [];
  private firstMs = 0;
  /** In its own turns, and in those of others. */
  readonly busy = new Load();
  readonly idle = new Load();
  constructor(readonly contender: Contender, readonly worker: Worker) {}

  /** The first step may compile, the second may still fill caches. A slow one takes only the first. */
  async warmUp(): Promise<void> {
    const { ms, losses } = await this.worker.ask<Turn>({ run: this.contender.steps > 1 ? 2 : 1 });
    this.firstMs = ms[0];
    this.losses.push(...losses);
  }

  /** A turn: where it has several steps, one more goes before that is not timed, as others have used the caches. */
  async turn(): Promise<number> {
    const { steps } = this.contender, cold = steps > 1 ? 1 : 0, from = performance.now();
    const { ms, losses } = await this.worker.ask<Turn>({ run: steps + cold });
    this.rounds.push(ms.slice(cold));
    this.losses.push(...losses);
    return (performance.now() - from) / 1000;
  }

  result(): Result {
    const { contender: { name }, worker, rounds, losses, busy, idle } = this;
    return {
      name,
      device: worker.ready.device,
      rounds,
      losses,
      buildMs: worker.ready.openMs + Math.max(0, this.firstMs - quantile(rounds.flat())),
      peakMegabytes: peakMegabytes(worker.pid),
      cores: busy.cores,
      idleCores: idle.cores,
    };
  }
}
