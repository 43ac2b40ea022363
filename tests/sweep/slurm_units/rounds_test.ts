/** Rounds on disk. */
import { generationsOf } from "../../../lib/sweep/slurm/detach.ts";
import { driverLock } from "../../../lib/sweep/slurm/driver_lock.ts";
import {
  beginRound,
  noteSubmitted,
  readRound,
  readRounds,
  submittedRound,
  sweepName,
  withdrawRound,
} from "../../../lib/sweep/slurm/rounds.ts";
import { slurmStandings } from "../../../lib/sweep/slurm/standings.ts";
import { elementRuns } from "../../../lib/cli/sweep_slurm_element.ts";
import { deepEqual, equal, match, notEqual, throws } from "../../assert.ts";

function inSweep(test: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync({ prefix: "mixlab-rounds-" });
  try {
    Deno.writeTextFileSync(`${folder}/plan.json`, "{}");
    test(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("rounds are numbered, named, and read as they were written", () => {
  inSweep((folder) => {
    deepEqual(readRounds(folder), []);
    const first = beginRound(folder, { elements: [["a", "b"], ["c"]], throttle: 7 });
    const second = beginRound(folder, { elements: [["d"]] });
    deepEqual([first.id, second.id], ["001", "002"]);
    match(first.name, /^mixlab-[0-9a-f]{12}\.001$/);
    deepEqual(readRounds(folder), [first, second]);
    withdrawRound(folder, second);
    Deno.mkdirSync(`${folder}/slurm/005`); // its process died before it was a round
    equal(beginRound(folder, { elements: [["d"]] }).id, "006");
    Deno.mkdirSync(`${folder}/slurm/1000`);
    equal(beginRound(folder, { elements: [["d"]] }).id, "1001");
    deepEqual(readRounds(folder).map(({ id }) => id), ["001", "006", "1001"]);
    equal(submittedRound(folder, "001"), undefined);
    noteSubmitted(folder, first, { job: "12" });
    deepEqual(submittedRound(folder, "001"), { job: "12" });
    for (
      const [text, why] of [["", /JSON/], ["[]", /wanted an object/], ['{"job":"a;b"}', /job: .*, got "a;b"/]] as const
    ) {
      Deno.writeTextFileSync(`${folder}/slurm/001/submitted.json`, text);
      throws(() => submittedRound(folder, "001"), why);
      throws(
        () => submittedRound(folder, "001"),
        /SyntaxError: .*001\/submitted\.json: this file was altered: .*; remove it/,
      );
    }
  });
});

Deno.test("a sweep's jobs are named by its place and its plan", () => {
  inSweep((one) => {
    inSweep((other) => notEqual(sweepName(one), sweepName(other)));
    const before = sweepName(one);
    equal(sweepName(`${one}/../${one.split("/").at(-1)}`), before);
    Deno.writeTextFileSync(`${one}/plan.json`, "{ }");
    notEqual(sweepName(one), before);
  });
});

Deno.test("a round that was altered is refused", () => {
  inSweep((folder) => {
    const { name } = beginRound(folder, { elements: [["a"]] }), path = `${folder}/slurm/001/tasks.json`;
    const good = { format: "mixlab/slurm-round", version: 1, name, elements: [["a"]] };
    for (
      const [altered, words] of [
        ["{", /tasks\.json: this file was altered/],
        [JSON.stringify({ ...good, version: 2 }), /altered: name/],
        [JSON.stringify({ ...good, name: "mixlab; rm" }), /altered: name: got "mixlab; rm"/],
        [JSON.stringify({ ...good, elements: [["a"], "b"] }), /elements\[1\]: wanted a list, got "b"/],
        [JSON.stringify({ ...good, elements: [[7]] }), /elements\[0\]: wanted keys of runs, got 7/],
      ] as const
    ) {
      Deno.writeTextFileSync(path, altered);
      throws(() => readRound(folder, "001"), words);
    }
  });
});

Deno.test("an element is a worker's list of runs", () => {
  inSweep((folder) => {
    beginRound(folder, { elements: [["a", "b"], ["c"]] });
    deepEqual(elementRuns(folder, { round: "001", element: "0" }, []), ["a", "b"]);
    deepEqual(elementRuns(folder, {}, ["3"]), ["3"]);
    throws(
      () => elementRuns(folder, { round: "001", element: "2" }, []),
      /--element: wanted a number from 0 to 1, got 2/,
    );
    throws(
      () => elementRuns(folder, { round: "../001", element: "0" }, []),
      /--round: wanted a folder as .*slurm\/001/,
    );
    throws(() => elementRuns(folder, { round: "009", element: "0" }, []), /--round: wanted a folder as/);
    throws(() => elementRuns(folder, { round: "001" }, []), /wanted --round and --element both/);
    throws(() => elementRuns(folder, { round: "001", element: "0" }, ["a"]), /got both/);
  });
});

Deno.test("one process at a time submits a sweep", () => {
  inSweep((folder) => {
    {
      using _lock = driverLock(folder);
      throws(() => driverLock(folder), /another process submits this sweep/);
    }
    driverLock(folder)[Symbol.dispose]();
  });
});

Deno.test("generations: a run comes after its parent, unless that is made or in the queue", () => {
  const runs = [["a"], ["b", "a"], ["c", "b"], ["d"], ["e", "d"], ["f", "e"]].map(([key, parent]) => ({
    key,
    ...(parent && { parent }),
  }));
  const missing = (key: string) => key !== "d";
  deepEqual(generationsOf(runs, missing, new Set()), [["a", "e"], ["b", "f"], ["c"]]);
  deepEqual(generationsOf(runs, missing, new Set(["a", "e"])), [["b", "f"], ["c"]]);
  deepEqual(generationsOf(runs, () => false, new Set()), []);
});

Deno.test("where there is no squeue, standings say so and are empty", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "mixlab-rounds-" }), path = Deno.env.get("PATH")!;
  try {
    Deno.writeTextFileSync(`${folder}/plan.json`, "{}");
    beginRound(folder, { elements: [["a"]] });
    const plan = { runsIn: `${folder}/runs`, runs: [{ key: "a" }] } as never, said: string[] = [];
    Deno.env.set("PATH", folder);
    equal((await slurmStandings(folder, plan, (words) => said.push(words))).size, 0);
    match(said.join(), /what is in Slurm's queue is not known: squeue is not on PATH/);
  } finally {
    Deno.env.set("PATH", path);
    Deno.removeSync(folder, { recursive: true });
  }
});
