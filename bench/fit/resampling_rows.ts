/**
 * RegMix, 512 runs × 17 domains → 13 targets: log-linear law with exact leave-one-out and 200 bootstrap refits.
 *
 * @module
 */
import { childJson, denoJson } from "./child.ts";
import type { Measurement } from "./measurement.ts";
import { ONE_THREAD, PYTHON, pythonHas } from "./peer_python.ts";
import { publishedTable } from "./published_table.ts";

const REPLICATES = 200, LEFT_OUT = 10, REFITS = 5;

interface Own {
  readonly runs: number;
  readonly domains: number;
  readonly targets: string[];
  readonly replicates: number;
  readonly laps: Record<string, number>;
  readonly seconds: number;
  readonly converged: boolean;
  readonly looMae: number[];
  readonly objective: number[];
  readonly peakMB: number;
  readonly shares: number[][];
  readonly losses: number[];
}

interface Peer {
  readonly fit: number;
  readonly leaveOneOut: number;
  readonly bootstrap: number;
  readonly objective: number;
  readonly peakMB: number;
}

/** Time and memory of the whole, and the objective of the first target beside the peer's. */
export async function resamplingRows(): Promise<Measurement[]> {
  const table = publishedTable("regmix/regmix_train_1M.csv");
  if ("missing" in table) {
    return [{ what: "RegMix 512 × 17 → 13, leave-one-out, bootstrap", unit: "s", notes: [table.missing] }];
  }
  const own = await denoJson<Own>("resampling.ts", table.path, String(REPLICATES));
  const k = own.targets.length;
  const what = `RegMix ${own.runs} × ${own.domains} → ${k}, leave-one-out, ${REPLICATES} refits`;
  const laps = Object.entries(own.laps).map(([name, seconds]) => `${name} ${seconds.toFixed(2)} s`).join(", ");
  const notes = [
    `ours: one process, once: ${laps}; ${own.converged ? "every target converged" : "NOT every target converged"}`,
  ];
  const scipy = await pythonHas("scipy", "numpy");
  let peer: Peer | undefined;
  if ("versions" in scipy) {
    const { shares, losses } = own;
    peer = await childJson<Peer>(PYTHON, ["bench/peer_scipy.py"], {
      input: JSON.stringify({ shares, losses, leftOut: LEFT_OUT, refits: REFITS, seed: 1 }),
      env: ONE_THREAD,
    });
    notes.push(
      `peer: scaled from one target of ${k}: one fit (${peer.fit.toFixed(2)} s), ${LEFT_OUT} of ${own.runs} left out ` +
        `(${peer.leaveOneOut.toFixed(2)} s) and ${REFITS} of ${REPLICATES} refits (${peer.bootstrap.toFixed(2)} s), ` +
        `each from the full fit's answer, exact Jacobian, one thread; ${scipy.versions}`,
    );
  } else notes.push(`no peer: ${scipy.missing}`);
  const peerName = peer && "SciPy least_squares";
  return [
    {
      what: `${what}: time`,
      unit: "s",
      ours: own.seconds,
      limit: 10,
      peer: peer &&
        k * (peer.fit + peer.leaveOneOut * own.runs / LEFT_OUT + peer.bootstrap * REPLICATES / REFITS),
      peerName,
      notes,
    },
    {
      what: `${what}: peak memory`,
      unit: "MB",
      ours: own.peakMB,
      limit: 400,
      peer: peer?.peakMB,
      peerName,
      notes: [
        `largest resident memory of the whole process, Deno's own included${
          peer ? "; the peer's holds one target and Python with its libraries" : ""
        }`,
      ],
    },
    ...peer
      ? [{
        what: `RegMix, half mean square of ${own.targets[0]}`,
        unit: "nats" as const,
        ours: own.objective[0],
        peer: peer.objective,
        peerName,
        limit: peer.objective * (1 + 1e-6),
        notes: ["the same loss or lower: the peer's fit is the same fit"],
      }]
      : [],
  ];
}
