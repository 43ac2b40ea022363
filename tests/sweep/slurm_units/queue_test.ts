/** Lines of squeue, as Slurm 22.05.8 printed them (recorded), and some that it might. */
import fc from "fast-check";
import { elementRanges, parseQueue, REST } from "../../../lib/sweep/slurm/queue.ts";
import { deepEqual, equal, throws } from "../../assert.ts";

const NAME = "mixlab-db5ffc5d5c5c.001", OTHER = "mixlab-db5ffc5d5c5c.002", names = new Set([NAME, OTHER]);

Deno.test("squeue's lines become rows of our rounds", () => {
  const text = `16|1|FAILED|n1|NonZeroExitCode|${NAME}
8|2|PENDING||JobArrayTaskLimit|${OTHER}
7|3|PENDING||ReqNodeNotAvail, UnavailableNodes:n[1-3]|${NAME}
9|0|PENDING||launch failed requeued held|${NAME}
30|1|RUNNING|n2|None|${NAME}
`;
  deepEqual(parseQueue(text, names).map(({ element, state, node, reason }) => [element, state, node, reason]), [
    [1, "FAILED", "n1", "NonZeroExitCode"],
    [2, "PENDING", "", "JobArrayTaskLimit"],
    [3, "PENDING", "", "ReqNodeNotAvail, UnavailableNodes:n[1-3]"],
    [0, "PENDING", "", "launch failed requeued held"],
    [1, "RUNNING", "n2", "None"],
  ]);
  deepEqual(parseQueue("16|1|FAILED|n1|NonZeroExitCode|" + NAME, names)[0], {
    ...{ name: NAME, job: "16", element: 1, state: "FAILED", reason: "NonZeroExitCode", node: "n1" },
  });
});

Deno.test("an array that was cancelled before it began has one row for all of its elements", () => {
  equal(parseQueue(`4|N/A|CANCELLED||PartitionConfig|${NAME}`, names)[0].element, REST);
});

Deno.test("elements that wait together are told apart", () => {
  const elements = (text: string) =>
    parseQueue(`7|${text}|PENDING||Priority|${NAME}`, names).map(({ element }) => element);
  deepEqual(elements("[0-3%2]"), [0, 1, 2, 3]);
  deepEqual(elements("2,5-6"), [2, 5, 6]);
  deepEqual(elements("[0-8:4,11]"), [0, 4, 8, 11]);
});

Deno.test("what stands behind a state is not part of it", () => {
  const state = (text: string) => parseQueue(`7|0|${text}|n1|None|${NAME}`, names)[0].state;
  equal(state("CANCELLED by 0"), "CANCELLED");
  equal(state("CANCELLED+"), "CANCELLED");
  equal(state("OUT_OF_MEMORY"), "OUT_OF_MEMORY");
});

Deno.test("jobs of others are left out, whatever their names and reasons hold", () => {
  const text = `1|N/A|RUNNING|n1|None|a|b|${NAME} 
2|N/A|PENDING||x|y|my job
3|5|RUNNING|n1|odd|reason|${NAME}
no fields but a bar|someone's
`;
  // The first has our name behind its last bar, as far as squeue's line tells; it is no element that a round has.
  deepEqual(parseQueue(text, names).map(({ job, element, reason }) => [job, element, reason]), [
    ["1", REST, "None|a|b"],
    ["3", 5, "odd|reason"],
  ]);
});

Deno.test("a line of another form is no empty queue", () => {
  for (const line of ["slurm_load_jobs error", `x|0|RUNNING|n1|None|${NAME}`, `7|a-b|RUNNING|n1|None|${NAME}`]) {
    throws(() => parseQueue(line, names), /squeue: wanted lines of the form %F\|%K\|%T\|%N\|%r\|%j, got /);
  }
});

Deno.test("ranges for scancel hold each element once, and are read back", () => {
  equal(elementRanges([7, 0, 2, 1, 9, 2]), "[0-2,7,9]");
  equal(elementRanges([5]), "[5]");
  fc.assert(fc.property(fc.uniqueArray(fc.nat(60), { minLength: 1 }), (numbers) => {
    const line = `7|${elementRanges(numbers)}|PENDING||None|${NAME}`;
    deepEqual(parseQueue(line, names).map(({ element }) => element), numbers.toSorted((a, b) => a - b));
  }));
});
