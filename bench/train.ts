/**
 * How fast training is, beside PyTorch and tfjs-wasm in the same sitting.
 *
 *     deno run -c deno.train.json -A bench/train.ts --help
 *
 * Every contender is a process of its own with the same parameters and batches; they take turns, and only one computes
 * at a time (bench/train/rounds.ts). Needs Linux. Nothing here is needed to use Mixlab.
 *
 * @module
 */
import { cpus } from "node:os";
import { parseArguments, run } from "../lib/cli/arguments.ts";
import { got, outOfRange } from "../lib/errors.ts";
import type { BackendName } from "../lib/engine/engine.ts";
import type { Outside } from "./train/outside.ts";
import { bestSettings, RECOMMENDED, torchCommand, type TorchSettings } from "./train/peer_settings.ts";
import { leastTime, type ProductTimes, productWork, stepProducts } from "./train/products.ts";
import { pythonWithTorch } from "./train/python.ts";
import {
  COMPILED,
  complaints,
  details,
  EAGER,
  INSTALLED,
  type Measured,
  MIXLAB,
  summary,
  WASM,
} from "./train/report.ts";
import { type Contender, measure } from "./train/rounds.ts";
import { type Shape, SHAPES } from "./train/shapes.ts";
import { trySettings } from "./train/try_settings.ts";
import { type Command, Worker } from "./train/worker.ts";
import { writeWorkload } from "./train/workload.ts";

const HELP = `Measures how fast training is, beside PyTorch and tfjs-wasm in the same sitting.

  deno run -c deno.train.json -A bench/train.ts [options]

Options
  --shapes NAMES     separated by commas, out of ${Object.keys(SHAPES).join(", ")} (default: S,M,P14,P70)
  --threads NUMBERS  separated by commas (default: 1,2)
  --rounds N         rounds of turns (default: 5)
  --steps N          timed steps of a turn (default: by shape)
  --peers NAMES      out of eager, compile, installed, wasm (default: all). eager and compile: with the fastest settings
                     known; installed: eager with PyTorch's own defaults; wasm: tfjs-wasm, on S and M only, few steps
  --peer-settings    instead: which settings make PyTorch fastest (bench/train/peer_settings.ts records what won)
  --help             this text

Environment
  MIXLAB_PYTHON      a Python with PyTorch (default: /opt/peer/bin/python, else python3); without one those columns
                     say so. The fastest settings want Debian's libjemalloc2; --peer-settings tries also
                     libtcmalloc-minimal4 and libomp5.

The result is 0, or 1 when a bar is missed, losses differ, or the machine was not quiet.`;

const PEERS = ["eager", "compile", "installed", "wasm"];
/** tfjs-wasm takes a hundred times as long: only where a step takes seconds, and few of them. */
const WASM_SHAPES = ["S", "M"], WASM_ROUNDS = 2;

/** The command; returns the exit code. */
async function bench(args: string[]): Promise<number> {
  const { values } = parseArguments(args, {
    shapes: { type: "string" },
    threads: { type: "string" },
    rounds: { type: "string" },
    steps: { type: "string" },
    peers: { type: "string" },
    "peer-settings": { type: "boolean" },
    help: { type: "boolean", short: "h" },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const shapes = listed("shapes", values.shapes ?? "S,M,P14,P70", Object.keys(SHAPES)).map((name) => SHAPES[name]);
  const threads = (values.threads ?? "1,2").split(",").map((text) => whole("threads", text));
  const rounds = whole("rounds", values.rounds ?? "5");
  const steps = values.steps === undefined ? undefined : whole("steps", values.steps);
  const peers = listed("peers", values.peers ?? PEERS.join(","), PEERS);
  const python = await pythonWithTorch();
  if (python === undefined) console.error("no Python with PyTorch was found (MIXLAB_PYTHON names one)");

  const loadBefore = Deno.loadavg()[0], all: Measured[] = [], devices = new Set<string>();
  for (const shape of shapes) {
    const folder = await Deno.makeTempDir({ prefix: "mixlab-bench-" });
    try {
      await writeWorkload(folder, shape);
      for (const t of threads) {
        console.error(`measuring ${shape.what}, threads: ${t}`);
        const turn = { folder, shape, threads: t, rounds, steps: steps ?? shape.steps };
        if (values["peer-settings"]) {
          if (python === undefined) return 1;
          for (const mode of ["eager", "compile"] as const) {
            if (peers.includes(mode)) console.log(await trySettings(mode, { ...turn, python }) + "\n");
          }
          continue;
        }
        const one = await sitting(turn, peers, python);
        for (const { device } of one.results) devices.add(device);
        all.push(one);
        console.log(details(one) + "\n");
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
  if (all.length === 0) return 0;
  const list = all.flatMap(complaints);
  console.log(summary(all));
  console.log(
    `\n${cpus()[0]?.model ?? "unnamed processor"}, ${cpus().length} processors, load before ${
      loadBefore.toFixed(2)
    }; ` +
      `${new Date().toISOString().slice(0, 10)}; Deno ${Deno.version.deno}; ${[...devices].join("; ")}.`,
  );
  if (python === undefined) console.log("No Python with PyTorch was found, so its columns are empty.");
  for (const line of list) console.log(`- ${line}`);
  return list.length > 0 ? 1 : 0;
}

interface TurnOptions {
  readonly folder: string;
  readonly shape: Shape;
  readonly threads: number;
  readonly rounds: number;
  readonly steps: number;
}

/** All contenders on one shape, then the products alone. */
async function sitting(options: TurnOptions, peers: readonly string[], python?: string): Promise<Measured> {
  const { folder, shape, threads, rounds, steps } = options;
  const contenders: Contender[] = [{ name: MIXLAB, rounds, steps, ...ours(folder, threads, "native") }];
  const torch = (name: string, settings: TorchSettings) => {
    if (python === undefined) return;
    const command = torchCommand(python, folder, threads, settings);
    if (command === undefined) {
      throw new Error(`${name}: ${settings.malloc} or ${settings.openmp}'s OpenMP is missing; see --help for packages`);
    }
    contenders.push({ name, rounds, steps, ...command });
  };
  if (peers.includes("eager")) torch(EAGER, bestSettings("eager", shape.name, threads));
  if (peers.includes("compile")) torch(COMPILED, bestSettings("compile", shape.name, threads));
  if (peers.includes("installed")) torch(INSTALLED, RECOMMENDED);
  if (peers.includes("wasm") && WASM_SHAPES.includes(shape.name)) {
    contenders.push({ name: WASM, rounds: Math.min(rounds, WASM_ROUNDS), steps: 1, ...ours(folder, 1, "wasm") });
  }
  let outside: Outside | undefined;
  const { results, strangerCores } = await measure(contenders, async (name, worker) => {
    if (name === MIXLAB) outside = await worker.ask<Outside>({ outside: 2 * steps });
  });
  return {
    shape,
    threads,
    results,
    strangerCores,
    products: await productTimes(shape, threads, python),
    outside: outside!,
  };
}

function ours(folder: string, threads: number, backend: BackendName): Command {
  return deno("bench/train/ours.ts", folder, JSON.stringify({ backend, threads }));
}

function deno(...args: string[]): Command {
  return {
    command: Deno.execPath(),
    args: ["run", "-c", "deno.train.json", "--no-prompt", "--v8-flags=--expose-gc", "-A", ...args],
    env: {},
  };
}

/** The least time of a step's products, by PyTorch's library and by onnxruntime, one after the other. */
async function productTimes(shape: Shape, threads: number, python?: string): Promise<Measured["products"]> {
  const products = stepProducts(shape), work = productWork(products);
  const times = async (command: Command): Promise<ProductTimes> => {
    await using worker = await Worker.start("products", command);
    return (await worker.ask<{ ms: ProductTimes }>({ products })).ms;
  };
  const ort = await times(deno("bench/train/products_ort.ts", `${threads}`));
  if (python === undefined) return { work, ort: leastTime(products, ort), least: leastTime(products, ort) };
  const env = { OMP_NUM_THREADS: `${threads}`, MKL_NUM_THREADS: `${threads}` };
  const torch = await times({ command: python, args: ["bench/train/peer_products.py", `${threads}`], env });
  return {
    work,
    ort: leastTime(products, ort),
    torch: leastTime(products, torch),
    least: leastTime(products, ort, torch),
  };
}

function listed(option: string, text: string, allowed: readonly string[]): string[] {
  const names = text.split(",").map((name) => name.trim());
  for (const name of names) {
    if (!allowed.includes(name)) {
      throw outOfRange(`--${option} wants names out of ${allowed.join(", ")}, got ${got(name)}`);
    }
  }
  return names;
}

function whole(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw outOfRange(`--${option} wants a whole number from 1, got ${got(text)}`);
  }
  return number;
}

if (import.meta.main) await run(bench);
