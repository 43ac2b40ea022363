/**
 * What squeue says.
 *
 * @module
 */

/** An element of a round, as the queue has it. */
export interface QueueRow {
  /** Name of its job: that of its round. */
  readonly name: string;
  /** Number of the array. */
  readonly job: string;
  /** Its number; {@link REST} where one row stands for all elements of the array that have none of their own. */
  readonly element: number;
  /** As Slurm calls it: PENDING, RUNNING, FAILED, … */
  readonly state: string;
  /** Why it waits, or why it ended; "None" where there is nothing to say. */
  readonly reason: string;
  /** The node, or nodes; empty while there is none. */
  readonly node: string;
}

/** The elements of an array that was cancelled before they began: squeue no longer tells their numbers. */
export const REST = -1;

/** Fields of a line, the name last: reasons may hold anything, and names of rounds are known. */
export const QUEUE_FORMAT = "%F|%K|%T|%N|%r|%j";

/**
 * Reads the lines of `squeue -h -r -t all -o QUEUE_FORMAT`.
 *
 * @param names the rounds' names; jobs of others are left out.
 * @throws {Error} when a line has another form: that a job is not read must not look as if it were gone.
 */
export function parseQueue(text: string, names: ReadonlySet<string>): QueueRow[] {
  return text.split("\n").flatMap((line) => {
    if (line.trim() === "") return [];
    const cut = line.lastIndexOf("|"), name = line.slice(cut + 1).trim();
    if (cut >= 0 && !names.has(name)) return [];
    const [, job, elements, state, node, reason] = /^\s*(\d+)\|([^|]*)\|([A-Z_]+)[^|]*\|([^|]*)\|(.*)$/
      .exec(line.slice(0, Math.max(0, cut))) ?? [];
    const numbers = job === undefined ? undefined : elementNumbers(elements);
    if (numbers === undefined) throw new Error(`squeue: wanted lines of the form ${QUEUE_FORMAT}, got ${line}`);
    return numbers.map((element) => ({ name, job, element, state, reason: reason.trim(), node: node.trim() }));
  });
}

/** `7`, or what waits together: `[0-3,7-9:2%4]`, or `N/A`. */
function elementNumbers(text: string): number[] | undefined {
  if (text === "N/A") return [REST];
  const list = /^\[?([\d,:-]+)(?:%\d+)?\]?$/.exec(text.trim())?.[1];
  if (list === undefined) return undefined;
  const numbers: number[] = [];
  for (const part of list.split(",")) {
    const [, first, last = first, step = "1"] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part) ?? [];
    if (first === undefined || Number(step) < 1) return undefined;
    for (let n = Number(first); n <= Number(last); n += Number(step)) numbers.push(n);
  }
  return numbers;
}

/** Numbers as scancel takes them: `[0-3,7]`. */
export function elementRanges(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b), ranges: string[] = [];
  for (let at = 0; at < sorted.length;) {
    let end = at;
    while (sorted[end + 1] === sorted[end] + 1) end++;
    ranges.push(at === end ? `${sorted[at]}` : `${sorted[at]}-${sorted[end]}`);
    at = end + 1;
  }
  return `[${ranges.join(",")}]`;
}
