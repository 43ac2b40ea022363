/**
 * What Linux tells of memory: under /proc, and of control groups (both versions) under /sys/fs/cgroup.
 *
 * @module
 */

/**
 * Memory at a moment, in bytes.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { MemoryReadings } from "@mixlab/mixlab/train";
 *
 * const now: MemoryReadings = { available: 8e9, processes: new Map([[4711, { resident: 2e8, peak: 3e8 }]]) };
 * equal(now.processes.get(4711)!.peak, 3e8);
 * ```
 */
export interface MemoryReadings {
  /** What processes can still take without swapping: of the machine, or of the control group where that is less. */
  readonly available: number;
  /** What processes hold, and the most that they have held, by id; those that ended are missing. */
  readonly processes: ReadonlyMap<number, { readonly resident: number; readonly peak: number }>;
}

/**
 * Reads memory; undefined where the system does not tell.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { MemoryReader } from "@mixlab/mixlab/train";
 *
 * const silent: MemoryReader = () => Promise.resolve(undefined);
 * equal(await silent([4711]), undefined);
 * ```
 */
export type MemoryReader = (processes: readonly number[]) => Promise<MemoryReadings | undefined>;

/** Reads what Linux tells. */
export async function systemMemory(processes: readonly number[]): Promise<MemoryReadings | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const groups = groupFiles((await linesOf(["/proc/self/cgroup"])).get("/proc/self/cgroup") ?? []);
  const files = ["/proc/meminfo", ...processes.map(statusFile), ...groups.flatMap((group) => Object.values(group))];
  return memoryReadings(await linesOf(files), processes, groups);
}

/** Lines of files, by path; of those that are there. */
type FileLines = ReadonlyMap<string, readonly string[]>;

/** Deno itself opens nothing under /proc without all permissions; grep may. */
async function linesOf(paths: readonly string[]): Promise<FileLines> {
  const { stdout } = await new Deno.Command("grep", {
    args: ["-s", "", "/dev/null", ...paths], // with several files each line begins with its file
    stdin: "null",
    stderr: "null",
  }).output();
  const lines = new Map<string, string[]>(), known = new Set(paths);
  for (const line of new TextDecoder().decode(stdout).split("\n")) {
    for (let colon = line.indexOf(":"); colon >= 0; colon = line.indexOf(":", colon + 1)) {
      const path = line.slice(0, colon);
      if (!known.has(path)) continue; // a name of a control group may have a colon
      lines.set(path, [...lines.get(path) ?? [], line.slice(colon + 1)]);
      break;
    }
  }
  return lines;
}

/** Files of a control group that tell of its memory. */
export interface GroupFiles {
  readonly limit: string;
  readonly usage: string;
  readonly stat: string;
}

/** Files of a process's control group and of those around it, from the lines of /proc/self/cgroup. */
export function groupFiles(lines: readonly string[]): GroupFiles[] {
  const groups: GroupFiles[] = [];
  for (const line of lines) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const first = controllers?.split(",").includes("memory");
    if (!first && controllers !== "") continue;
    const root = first ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup";
    const [limit, usage] = first
      ? ["memory.limit_in_bytes", "memory.usage_in_bytes"]
      : ["memory.max", "memory.current"];
    const parts = path.split("/").filter(Boolean);
    for (let n = parts.length; n >= 0; n--) {
      const folder = [root, ...parts.slice(0, n)].join("/");
      groups.push({ limit: `${folder}/${limit}`, usage: `${folder}/${usage}`, stat: `${folder}/memory.stat` });
    }
  }
  return groups;
}

/** Readings out of the lines of files; undefined when they do not tell what is available. */
export function memoryReadings(
  lines: FileLines,
  processes: readonly number[],
  groups: readonly GroupFiles[],
): MemoryReadings | undefined {
  const machine = kilobytes(lines.get("/proc/meminfo"), "MemAvailable");
  if (machine === undefined) return undefined;
  const inGroups = groups.map((group) => availableIn(group, lines));
  const held = processes.flatMap((pid) => {
    const status = lines.get(statusFile(pid)), resident = kilobytes(status, "VmRSS"), peak = kilobytes(status, "VmHWM");
    return resident === undefined || peak === undefined ? [] : [[pid, { resident, peak }] as const];
  });
  return { available: Math.max(0, Math.min(machine, ...inGroups)), processes: new Map(held) };
}

/** What a control group can still take: pages of files that nobody used lately are given up first. */
function availableIn({ limit, usage, stat }: GroupFiles, lines: FileLines): number {
  const [most] = lines.get(limit) ?? [], [used] = lines.get(usage) ?? [];
  if (most === undefined || used === undefined || most === "max") return Infinity;
  const idle = lines.get(stat)?.find((line) => /^(total_)?inactive_file /.test(line))?.split(" ")[1] ?? "0";
  return Number(most) - Number(used) + Number(idle);
}

function statusFile(pid: number): string {
  return `/proc/${pid}/status`;
}

/** A number of kB, in bytes. */
function kilobytes(lines: readonly string[] | undefined, name: string): number | undefined {
  const value = lines?.find((line) => line.startsWith(`${name}:`))?.match(/^\w+:\s*(\d+) kB$/)?.[1];
  return value === undefined ? undefined : 1024 * Number(value);
}
