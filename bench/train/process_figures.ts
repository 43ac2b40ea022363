/**
 * What Linux tells of a running process, under /proc.
 *
 * @module
 */

/** Clock ticks a second in /proc/PID/stat; 100 on every Linux that Deno runs on. */
const TICKS = 100;

/** A process and all that it started and that still runs. */
function family(pid: number): number[] {
  const members = [pid];
  for (let i = 0; i < members.length; i++) {
    for (const { name } of listed(`/proc/${members[i]}/task`)) {
      const children = read(`/proc/${members[i]}/task/${name}/children`);
      members.push(...children.split(" ").filter(Boolean).map(Number));
    }
  }
  return members;
}

/** Processor time that a process and its descendants have used, in seconds: all threads, user and system. */
export function processorSeconds(pid: number): number {
  let ticks = 0;
  for (const member of family(pid)) {
    const fields = read(`/proc/${member}/stat`).replace(/^.*\) /s, "").split(" "); // from the third field on
    if (fields.length > 12) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / TICKS;
}

/** Time that all processors were busy or taken by the host, in seconds, since the machine started. */
export function machineSeconds(): number {
  const [user, nice, system, , , interrupts, soft, stolen] = read("/proc/stat").split("\n")[0].trim().split(/ +/)
    .slice(1).map(Number);
  return (user + nice + system + interrupts + soft + stolen) / TICKS;
}

/** The most memory that a process has held at once, in MB (10^6 bytes); its libraries' pages count. */
export function peakMegabytes(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  if (kilobytes === undefined) throw new Error(`/proc/${pid}/status: wanted a line VmHWM; the process may have ended`);
  return Number(kilobytes) * 1024 / 1e6;
}

/** A file's text; nothing when the process has ended in between. */
function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || /ESRCH|os error 3\b/.test(String(error))) return "";
    throw error;
  }
}

function listed(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
