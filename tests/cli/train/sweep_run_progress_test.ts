/** The table of a sweep on a terminal, as text. */
import { deepEqual, equal, match, ok } from "../../assert.ts";
import { liveTable, progressTable, runLine, totals } from "../../../lib/cli/sweep_progress.ts";
import type { LocalProgress, LocalWorker } from "../../../lib/sweep/local/local_options.ts";
import type { SweepRun } from "../../../lib/sweep/plan.ts";

const RUN: SweepRun = {
  key: "0",
  id: "03@250>12",
  shares: [1],
  seed: 2,
  steps: 1000,
  startStep: 0,
  labels: { model: "tiny" },
};
const worker = (more: Partial<LocalWorker> = {}, run: Partial<SweepRun> = {}): LocalWorker => ({
  ...{ run: { ...RUN, ...run }, phase: "training", step: 250, loss: 2.34567, rate: 61.24 },
  ...more,
});
const STARTING: LocalWorker = { run: { ...RUN, id: "7", seed: 11 }, phase: "starting", step: 0 };
const PROGRESS: LocalProgress = {
  workers: [worker(), STARTING],
  ...{ runs: 72, complete: 14, failed: 1, blocked: 3, waiting: 52, elsewhere: 2, secondsLeft: 740 },
};

Deno.test("a line a worker and one of totals", () => {
  deepEqual(progressTable(PROGRESS, { columns: 120, rows: 40 }), [
    "run              seed                   step   loss  steps/s",
    "03@250>12, tiny     2  training  250 of 1000  2.346     61.2",
    "7, tiny            11  starting    0 of 1000",
    "14 of 72 complete, 2 running, 1 failed, 3 without their parent, 52 waiting (2 made by others), 12 min 20 s left",
  ]);
});

Deno.test("no line is as wide as the terminal, none is lost below it; names give way first", () => {
  const wide = "汉字".repeat(20), many = Array.from({ length: 50 }, (_, n) => worker({}, { id: `${wide}${n}` }));
  for (const columns of [1, 2, 5, 20, 44, 61, 80, 200]) {
    for (const rows of [3, 4, 5, 24, 100]) {
      const lines = progressTable({ ...PROGRESS, workers: many }, { columns, rows });
      ok(lines.length < Math.max(rows, 3), `${lines.length} lines of ${rows}`);
      for (const line of lines) {
        const taken = Array.from(line).reduce((sum, one) => sum + (/[汉字]/.test(one) ? 2 : 1), 0);
        ok(taken < Math.max(columns, 2), `${taken} of ${columns}: ${line}`);
      }
    }
  }
  const long = { ...PROGRESS, workers: [worker({}, { id: "a-very-long-name-of-a-mixture" })] };
  deepEqual(progressTable(long, { columns: 60, rows: 9 }), [
    "run             seed                   step   loss  steps/s",
    "a-very-long-n…     2  training  250 of 1000  2.346     61.2",
    "14 of 72 complete, 1 running, 1 failed, 3 without their pa…",
  ]);
  equal(
    progressTable({ ...PROGRESS, workers: [worker({}, { id: "a\x1b[2Jb" })] }, { columns: 99, rows: 9 })[1].slice(0, 6),
    "a?[2Jb",
  );
});

Deno.test("more workers than rows: the rest is counted", () => {
  const lines = progressTable({ ...PROGRESS, workers: Array(40).fill(worker()) }, { columns: 80, rows: 10 });
  equal(lines.length, 9);
  equal(lines[7], "and 34 workers more");
});

Deno.test("the table is written over, five times a second at most, and wiped", () => {
  let now = 0, text = "";
  const table = liveTable({ write: (more) => text += more, size: () => ({ columns: 80, rows: 24 }), now: () => now });
  for (; now < 1000; now += 10) table.update(PROGRESS);
  equal(text.split("14 of 72").length - 1, 5);
  equal(text.split("\r\x1b[3A\x1b[J").length - 1, 4); // from its last line up to its first
  text = "";
  table.wipe();
  equal(text, "\r\x1b[3A\x1b[J");
  table.wipe();
  equal(text, "\r\x1b[3A\x1b[J");
  text = "";
  table.update({ ...PROGRESS, workers: [] });
  table.wipe();
  ok(text.endsWith("…\r\x1b[J"), text);
});

Deno.test("a line for the end of a run, where there is no terminal", () => {
  const end = { run: RUN, seconds: 21.4, log: "s/log/0.log", again: false };
  equal(
    runLine({ ...end, state: "complete", loss: 2.345678 }, {
      ...PROGRESS,
      workers: [worker()],
      blocked: 0,
      elsewhere: 0,
    }),
    "03@250>12, seed 2, tiny: loss 2.3457, 21 s; 14 of 72 complete, 1 running, 1 failed, 52 waiting, 12 min 20 s left",
  );
  equal(
    runLine({ ...end, state: "killed", reason: "its worker was ended by SIGKILL", again: true }, PROGRESS),
    "03@250>12, seed 2, tiny: killed: its worker was ended by SIGKILL (s/log/0.log); it is tried again",
  );
  match(
    totals({ ...PROGRESS, untold: ["small", "base"] }),
    /, 12 min 20 s left and what small, base takes, of which no run has finished$/,
  );
  const { secondsLeft: _, ...begun } = PROGRESS;
  equal(totals({ ...begun, complete: 72, workers: [], failed: 0, blocked: 0, waiting: 0 }), "72 of 72 complete");
});
