/**
 * One 5Mix target (Data Mixing Laws, 70M, step 30000, M4, Huber 0.05), ours against the public code's method.
 *
 * @module
 */
import { childJson, denoJson } from "./child.ts";
import { inHouseLbfgs } from "./in_house_lbfgs.ts";
import { type Measurement, median } from "./measurement.ts";
import { ALL_STARTS, sampleStarts } from "./multi_start.ts";
import { ONE_THREAD, PYTHON, pythonHas } from "./peer_python.ts";
import { publishedTable } from "./published_table.ts";

const TARGET = "academic", DELTA = 0.05, STARTS = 60, SEED = 1, FRESH = 5;

/** What the peer is given. */
export interface LbfgsPeerInput {
  /** N × m shares. */
  readonly shares: readonly (readonly number[])[];
  /** N losses. */
  readonly losses: readonly number[];
  /** Huber δ. */
  readonly delta: number;
  /** Starts: (log c, log k, t_1 … t_m). */
  readonly starts: readonly (readonly number[])[];
  /** Outer steps a start, each of at most 20 iterations. */
  readonly steps: number;
}

/** What the peer answers. */
export interface LbfgsPeerOutput {
  /** Time over all starts given, without loading anything. */
  readonly seconds: number;
  /** Mean Huber of the best. */
  readonly huber: number;
}

interface Own {
  readonly cold: number;
  readonly warm: number;
  readonly huber: number;
  readonly converged: boolean;
  readonly shares: number[][];
  readonly losses: number[];
}

/** Time (warm and cold) and Huber reached. */
export async function oneTargetRows(): Promise<Measurement[]> {
  const what = `5Mix 70M step 30000, ${TARGET}, M4`;
  const table = publishedTable("dml/dml_5mix_aggregated.csv");
  if ("missing" in table) return [{ what, unit: "s", notes: [table.missing] }];
  const own: Own[] = [];
  for (let i = 0; i < FRESH; i++) {
    own.push(await denoJson<Own>("one_target.ts", table.path, "model_size=70M,step=30000", TARGET, String(DELTA)));
  }
  const { shares, losses, huber, converged } = own[0];
  const input = { shares, losses, delta: DELTA, starts: sampleStarts(shares[0].length, STARTS, SEED), steps: 50 };
  const { time, huber: lowest, peerName, said } = await peerOf(input);
  const ours = { what, unit: "s", limit: 0.05, peer: time, peerName } as const;
  const cold = own.map((o) => o.cold);
  return [
    {
      ...ours,
      what: `${what}: time`,
      ours: median(own.map((o) => o.warm)),
      notes: [`ours: median of ${FRESH} processes, each the median of 200 fits after 100`, ...said],
    },
    {
      ...ours,
      what: `${what}: first fit`,
      ours: Math.max(...cold),
      notes: [
        `ours: the first fit of a fresh process, largest of ${FRESH} (${
          cold.map(ms).join(", ")
        } ms), its modules and ` +
        `table loaded`,
      ],
    },
    {
      what: `${what}: Huber`,
      unit: "nats",
      ours: huber,
      peer: lowest,
      peerName,
      // The same minimum to 6 digits counts as the same: its last digits depend on where a search stops.
      limit: lowest * (1 + 1e-6),
      notes: [
        `mean over ${losses.length} runs; ours ${converged ? "converged" : "did NOT converge"}; ` +
        `the peer's is the best of its ${STARTS} starts`,
      ],
    },
  ];
}

/** Time for all starts and lowest Huber: of PyTorch the better of its two precisions, or of the stand-in. */
async function peerOf(input: LbfgsPeerInput) {
  const factor = ALL_STARTS / STARTS;
  const scaled = ({ seconds, huber }: LbfgsPeerOutput) =>
    `${STARTS} starts took ${seconds.toPrecision(3)} s and reached ${huber.toExponential(6)}, so all ` +
    `${ALL_STARTS.toLocaleString("en")} take ${(factor * seconds).toPrecision(3)} s`;
  const head = `peer: scaled from ${STARTS} of ${ALL_STARTS.toLocaleString("en")} starts (seed ${SEED}), one thread`;
  const standIn = inHouseLbfgs(input);
  const torch = await pythonHas("torch");
  if ("missing" in torch) {
    return {
      time: factor * standIn.seconds,
      huber: standIn.huber,
      peerName: "multi-start L-BFGS, Mixlab's own (no PyTorch)",
      said: [
        `${head}; no PyTorch (${torch.missing}), so a stand-in with lib/numerics/lbfgs.ts: ${scaled(standIn)}`,
      ],
    };
  }
  const runs: LbfgsPeerOutput[] = [], said: string[] = [];
  for (const precision of ["float32", "float64"]) {
    const document = JSON.stringify({ ...input, precision });
    runs.push(await childJson<LbfgsPeerOutput>(PYTHON, ["bench/peer_lbfgs.py"], { input: document, env: ONE_THREAD }));
    said.push(`in ${precision} ${scaled(runs.at(-1)!)}`);
  }
  return {
    time: factor * Math.min(...runs.map((r) => r.seconds)),
    huber: Math.min(...runs.map((r) => r.huber)),
    peerName: "multi-start L-BFGS, PyTorch",
    said: [
      `${head}; ${said.join("; ")}; the table takes the better of each; ${torch.versions}`,
      `the same method with Mixlab's own L-BFGS in place of PyTorch's: ${scaled(standIn)}`,
    ],
  };
}

function ms(seconds: number): string {
  return (1000 * seconds).toPrecision(3);
}
