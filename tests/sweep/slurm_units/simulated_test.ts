/** The decisions of a driver, step after step, against a Slurm that does the worst; simulated, from seeds. */
import fc from "fast-check";
import { hasEnded } from "../../../lib/sweep/slurm/states.ts";
import { equal, ok } from "../../assert.ts";
import { LIMITS, World } from "./sight.ts";

/** What happens to an element at a look; most go on and end well. */
const EVENTS = [
  ...["start", "start", "start", "finish", "finish", "finish", "nothing", "fail", "timeout", "vanish", "hold", "late"],
  ...["impossible", "cancel", "back", "requeue", "preempt"],
] as const;

Deno.test("whatever Slurm does: a sweep ends, no run is in the queue twice, and none is forgotten", () => {
  const event = fc.constantFrom(...EVENTS), size = fc.integer({ min: 1, max: 4 });
  const parents = fc.array(fc.option(fc.nat(30), { freq: 2 }), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(parents, size, fc.infiniteStream(event), (parents, perElement, events) => {
      const runs = parents.map((parent, n) => ({
        key: `r${n}`,
        ...(parent !== null && n > 0 && { parent: `r${parent % n}` }),
      }));
      const world = new World(runs), next = () => events.next().value!;
      for (let looks = 0;; looks++) {
        ok(looks < 2000, "it does not end");
        const { submit, waiting, blocked, cancel, memory } = world.look();
        for (const { name, element } of cancel) {
          world.set(world.rounds.find((round) => round.name === name)!, element, "CANCELLED");
        }
        equal(submit.filter((key) => waiting.includes(key) || world.complete.has(key)).length, 0);
        if (submit.length === 0 && waiting.length === 0) {
          for (const { key } of runs) {
            const stands = [world.complete.has(key), memory.failed.has(key), blocked.includes(key)];
            ok(stands.includes(true), `${key} is forgotten`);
          }
          return;
        }
        for (const key of submit) {
          const { parent } = runs.find((run) => run.key === key)!;
          ok(parent === undefined || world.complete.has(parent), `${key} was submitted before its parent's end`);
          ok((memory.attempts.get(key) ?? 0) < LIMITS.attempts && (memory.lost.get(key) ?? 0) < LIMITS.lost);
        }
        const elements = Array.from(
          { length: Math.ceil(submit.length / perElement) },
          (_, n) => submit.slice(n * perElement, (n + 1) * perElement),
        );
        if (elements.length > 0) world.submit(elements);
        // Each run is in one element at most that is waited for.
        const held = world.rounds.flatMap(({ id, elements }) =>
          elements.flatMap((keys, n) => world.memory.closed.has(`${id}/${n}`) ? [] : keys)
        ).filter((key) => !world.complete.has(key));
        equal(new Set(held).size, held.length);
        happen(world, next);
      }
    }),
    { numRuns: 300, seed: 11 },
  );
});

function happen(world: World, next: () => typeof EVENTS[number]): void {
  for (const round of world.rounds) {
    round.elements.forEach((keys, n) => {
      const row = world.rows.find(({ name, element }) => name === round.name && element === n), event = next();
      if (row === undefined || hasEnded(row)) {
        if (event === "back" && row === undefined) world.set(round, n, "PENDING", "launch failed requeued held");
        if (event === "finish" && row?.state === "COMPLETED") { for (const key of keys) world.complete.add(key); }
        return;
      }
      if (event === "vanish") return world.set(round, n);
      if (event === "cancel") return world.set(round, n, "CANCELLED");
      if (row.state === "PENDING") {
        if (event === "start") world.set(round, n, "RUNNING");
        if (event === "hold") world.set(round, n, "PENDING", "JobHoldMaxRequeue");
        if (event === "impossible") world.set(round, n, "PENDING", "PartitionConfig");
        return;
      }
      if (event === "requeue") world.set(round, n, "PENDING", "BeginTime");
      if (event === "preempt") world.set(round, n, "PREEMPTED");
      if (event === "late") world.set(round, n, "COMPLETED");
      if (event === "fail") {
        world.failures.set(keys[0], { state: "FAILED", reason: "simulated" });
        for (const key of keys.slice(1)) world.complete.add(key);
        world.set(round, n, "FAILED", "NonZeroExitCode");
      }
      if (event === "timeout") {
        const step = world.steps.get(keys[0]) ?? 0;
        if (step < 5) world.steps.set(keys[0], step + 1);
        world.set(round, n, "TIMEOUT", "TimeLimit");
      }
      if (event === "finish") {
        for (const key of keys) world.complete.add(key);
        world.set(round, n, "COMPLETED");
      }
    });
  }
}
