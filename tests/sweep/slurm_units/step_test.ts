/** What a driver does after a look at the queue. */
import { beginMemory, roomOf } from "../../../lib/sweep/slurm/memory.ts";
import { REST } from "../../../lib/sweep/slurm/queue.ts";
import { deepEqual, equal, match } from "../../assert.ts";
import { World } from "./sight.ts";

const run = (key: string, parent?: string) => ({ key, ...(parent !== undefined && { parent }) });

Deno.test("what has no result and is not in the queue is submitted; children wait for their parent's result", () => {
  const world = new World([run("a"), run("b"), run("a1", "a"), run("a2", "a1")]);
  deepEqual(world.look().submit, ["a", "b"]);
  const round = world.submit([["a"], ["b"]], "RUNNING");
  deepEqual(world.look().submit, []);
  world.complete.add("a");
  deepEqual(world.look().submit, ["a1"]); // while b runs
  world.submit([["a1"]]);
  deepEqual(world.look().waiting, ["b", "a1"]);
  world.set(round, 0, "COMPLETED");
  world.complete.add("a1").add("b");
  deepEqual(world.look().submit, ["a2"]);
});

Deno.test("a result that a shared disk shows late is waited for", () => {
  const world = new World([run("a")]), round = world.submit([["a"]], "RUNNING");
  world.look();
  world.set(round, 0, "COMPLETED");
  deepEqual(world.look(2).waiting, ["a"]);
  world.complete.add("a");
  const { waiting, submit, memory } = world.look();
  deepEqual([waiting, submit, memory.lost.size], [[], [], 0]);
});

Deno.test("what vanished is submitted again; it is no attempt of the run, and not for ever", () => {
  const world = new World([run("a")]);
  for (let lost = 1; lost <= 3; lost++) {
    const round = world.submit([["a"]], "RUNNING");
    world.look();
    world.set(round, 0);
    deepEqual(world.look(2).waiting, ["a"]);
    const { submit, memory } = world.look();
    deepEqual(submit, lost < 3 ? ["a"] : []);
    equal(memory.attempts.size, 0);
  }
  deepEqual(world.memory.failed.get("a"), { state: "LOST", reason: "Slurm lost it 3 times" });
});

Deno.test("a round that sbatch did not answer for is no loss when it does not show", () => {
  const world = new World([run("a")]);
  for (let n = 0; n < 6; n++) {
    const round = world.submit([["a"]]);
    world.set(round, 0);
    world.memory = { ...world.memory, unsure: new Set([...world.memory.unsure, round.name]) };
    deepEqual(world.look(3).submit, ["a"]);
  }
  // And when it does show, it is waited for.
  const round = world.submit([["a"]]);
  world.memory = { ...world.memory, unsure: new Set([...world.memory.unsure, round.name]) };
  deepEqual(world.look(3).waiting, ["a"]);
});

Deno.test("a run that fails is tried again, then given up in its worker's words, and its children are blocked", () => {
  const world = new World([run("a"), run("a1", "a"), run("a2", "a1"), run("b")]);
  world.complete.add("b");
  const failure = { state: "FAILED", reason: "the loss is not finite", log: "x.out" };
  world.submit([["a"]], "FAILED", "NonZeroExitCode");
  world.failures.set("a", failure);
  const first = world.look(3);
  deepEqual([first.submit, first.blocked], [["a"], []]);
  match(first.news.join(), /run a: FAILED: the loss is not finite; it is tried again/);
  world.submit([["a"]], "FAILED", "NonZeroExitCode");
  const { submit, waiting, blocked, memory } = world.look(3);
  deepEqual([submit, waiting, blocked], [[], [], ["a1", "a2"]]);
  deepEqual(memory.failed.get("a"), failure);
});

Deno.test("what a worker did not come to say, Slurm says: state, reason, log", () => {
  const ends = [
    ["OUT_OF_MEMORY", "it took more memory than its element has; give more (--mem)"],
    ["TIMEOUT", "its time was over before it had come further than before; give more (--time)"],
    ["DEADLINE", "its deadline came before it was made"],
    ["FAILED", "its worker did not say why"],
  ];
  for (const [state, words] of ends) {
    const world = new World([run("a")]);
    for (const _ of [1, 2]) {
      world.submit([["a"]], state, "Why");
      world.look(3);
    }
    const log = "slurm/002/2_0.out";
    deepEqual(world.memory.failed.get("a"), { state, reason: `Why: ${words}`, log });
  }
});

Deno.test("ends that the cluster is the cause of are no attempts", () => {
  for (const state of ["PREEMPTED", "BOOT_FAIL", "NODE_FAIL", "REVOKED", "COMPLETED"]) {
    const world = new World([run("a")]);
    world.submit([["a"]], state);
    const { submit, memory } = world.look(3);
    deepEqual([submit, memory.attempts.size, memory.lost.get("a")], [["a"], 0, 1], state);
  }
});

Deno.test("a run that came further than the last time goes on, however often", () => {
  const world = new World([run("a")]);
  for (let step = 100; step <= 1000; step += 100) {
    world.submit([["a"]], "TIMEOUT", "TimeLimit");
    world.steps.set("a", step);
    const { submit, memory, news } = world.look(3);
    deepEqual([submit, memory.attempts.size], [["a"], 0]);
    match(news.join(), /its runs came further; they go on/);
  }
  // Where it stands still it is tried again but once.
  for (const _ of [1, 2]) world.submit([["a"]], "TIMEOUT", "TimeLimit") && world.look(3);
  equal(world.memory.failed.get("a")?.state, "TIMEOUT");
});

Deno.test("of several runs an element, those that the worker had not come to are no failures", () => {
  const world = new World([run("a"), run("b"), run("c")]);
  world.submit([["a", "b", "c"]], "TIMEOUT", "TimeLimit");
  world.complete.add("a");
  const { submit, memory } = world.look(3);
  deepEqual([submit, memory.attempts.size], [["b", "c"], 0]);
});

Deno.test("a run that its worker says has failed counts, whatever others of its element did", () => {
  const world = new World([run("a"), run("b"), run("c")]);
  world.submit([["a", "b", "c"]], "FAILED", "NonZeroExitCode");
  world.complete.add("a").add("c");
  world.failures.set("b", { state: "FAILED", reason: "no" });
  const { submit, memory } = world.look(3);
  deepEqual([submit, memory.attempts.get("b")], [["b"], 1]);
});

Deno.test("what will never start is cancelled and given up, once its reason has lasted", () => {
  for (const reason of ["PartitionConfig", "BadConstraints", "InvalidAccount", "InvalidQOS", "PartitionTimeLimit"]) {
    const world = new World([run("a")]);
    world.submit([["a"]], "PENDING", reason);
    deepEqual(world.look(2).cancel, []);
    const { cancel, submit, memory } = world.look();
    deepEqual([cancel.length, submit], [1, []], reason);
    match(memory.failed.get("a")!.reason, new RegExp(`^${reason}: Slurm will never start it`));
  }
});

Deno.test("a reason that comes and goes is none", () => {
  const world = new World([run("a")]), round = world.submit([["a"]]);
  for (const reason of ["PartitionConfig", "PartitionConfig", "Resources", "PartitionConfig", "PartitionConfig"]) {
    world.set(round, 0, "PENDING", reason);
    deepEqual(world.look().cancel, []);
  }
});

Deno.test("what asked for the impossible and failed by it is not tried again", () => {
  const world = new World([run("a")]);
  world.submit([["a"]], "FAILED", "BadConstraints"); // recorded: what sbatch took and Slurm then found wrong
  deepEqual(world.look(3).submit, []);
  equal(world.memory.failed.get("a")?.state, "FAILED");
});

Deno.test("what is cancelled when a controller has just come back was lost by Slurm, and nobody's wish", () => {
  const world = new World([run("a")]);
  world.recovered = true;
  world.submit([["a"]], "CANCELLED");
  const { submit, memory } = world.look(3);
  deepEqual([submit, memory.failed.size, memory.lost.get("a"), memory.attempts.size], [["a"], 0, 1, 0]);
});

Deno.test("what a person holds or cancels is given up; what Slurm holds is submitted again", () => {
  const held = new World([run("a")]);
  held.submit([["a"]], "PENDING", "JobHeldUser");
  deepEqual([held.look(3).cancel.length, held.memory.failed.get("a")!.reason], [1, "JobHeldUser: somebody holds it"]);
  const cancelled = new World([run("a")]);
  cancelled.submit([["a"]], "CANCELLED");
  deepEqual([cancelled.look(3).submit, cancelled.memory.failed.get("a")!.state], [[], "CANCELLED"]);
  for (const reason of ["launch failed requeued held", "JobHoldMaxRequeue", "DependencyNeverSatisfied"]) {
    const world = new World([run("a")]);
    world.submit([["a"]], "PENDING", reason);
    const { cancel, submit, memory } = world.look(3);
    deepEqual([cancel.length, submit, memory.attempts.size], [1, ["a"], 0], reason);
  }
});

Deno.test("an array that was cancelled as one has one row for all that had not begun", () => {
  const world = new World([run("a"), run("b")]), round = world.submit([["a"], ["b"]]);
  world.set(round, 0);
  world.set(round, 1);
  world.set(round, REST, "CANCELLED");
  world.look(3);
  deepEqual([...world.memory.failed.values()].map(({ state }) => state), ["CANCELLED", "CANCELLED"]);
});

Deno.test("what is done is taken out of the queue: at once where it waits, and where it runs when it does not end", () => {
  // After a crash of the controller, elements that had ended wait again, held.
  const world = new World([run("a"), run("b")]);
  const round = world.submit([["a"], ["b"]], "RUNNING");
  world.complete.add("a").add("b");
  world.set(round, 0, "PENDING", "launch failed requeued held");
  const first = world.look();
  deepEqual([first.cancel.map(({ element }) => element), first.lingering], [[0], 1]);
  equal(world.look().lingering, 1);
  const last = world.look();
  deepEqual([last.cancel.map(({ element }) => element), last.lingering], [[0, 1], 0]);
  world.set(round, 0, "CANCELLED");
  world.set(round, 1, "COMPLETING");
  deepEqual(world.look().cancel, []);
});

Deno.test("an element that is back after others took its work is taken out", () => {
  const world = new World([run("a")]), round = world.submit([["a"]], "RUNNING");
  world.set(round, 0);
  world.look(3);
  world.submit([["a"]], "RUNNING");
  world.set(round, 0, "RUNNING");
  deepEqual(world.look().cancel.map(({ name }) => name), [round.name]);
});

Deno.test("a driver waits for what it finds in the queue, and tries again what had failed before it", () => {
  const world = new World([run("a"), run("b"), run("c"), run("d")]);
  const round = world.submit([["a"], ["b"], ["c"], ["d"]], "RUNNING");
  world.set(round, 1, "FAILED", "NonZeroExitCode");
  world.set(round, 2, "PENDING", "Priority");
  world.set(round, 3, "COMPLETING"); // a cancelled one that takes its time
  world.memory = beginMemory(world.rounds, world.rows, () => 5);
  const { waiting, submit, memory } = world.look();
  deepEqual([waiting, submit, memory.steps.get("a")], [["a", "c"], ["b", "d"], 5]);
});

Deno.test("of two arrays of one name the one that lives counts: a round may be submitted again by hand", () => {
  const world = new World([run("a")]), round = world.submit([["a"]], "FAILED", "NonZeroExitCode");
  world.rows.push({ ...world.rows[0], job: "77", state: "RUNNING", reason: "None" });
  deepEqual(world.look(5).waiting, ["a"]);
  world.rows = world.rows.toReversed();
  deepEqual(world.look(5).waiting, ["a"]);
  equal(round.id, "001");
});

Deno.test("the room for more elements is what the rounds of the queue leave", () => {
  const world = new World(["a", "b", "c", "d", "e"].map((key) => run(key)));
  const { id, name, elements } = world.submit([["a"], ["b"], ["c"]], "RUNNING");
  const room = (throttle?: number) =>
    roomOf(4, [{ id, name, elements, ...(throttle && { throttle }) }], world.rows, world.memory);
  deepEqual([room(), room(2), room(9)], [1, 2, 1]);
  world.set(world.rounds[0], 0, "COMPLETED");
  world.set(world.rounds[0], 1); // not seen yet
  equal(room(), 2);
  world.memory = { ...world.memory, closed: new Set(["001/1"]) };
  equal(room(), 3);
});
