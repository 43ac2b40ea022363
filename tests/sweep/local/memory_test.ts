import { deepEqual, equal, ok } from "../../assert.ts";
import { leftForWorkers, MemoryPeaks } from "../../../lib/sweep/local/memory_budget.ts";
import { groupFiles, memoryReadings, systemMemory } from "../../../lib/sweep/local/memory_readings.ts";

const lines = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, text.split("\n")]));
const MACHINE = { "/proc/meminfo": "MemTotal:  9000 kB\nMemFree:  1 kB\nMemAvailable:    5000 kB" };

Deno.test("memory of the machine and of processes, as Linux writes it", () => {
  const readings = memoryReadings(
    lines({
      ...MACHINE,
      "/proc/7/status": "Name:\tdeno\nVmPeak:\t 99 kB\nVmHWM:\t  300 kB\nVmRSS:\t  200 kB\nThreads:\t6",
    }),
    [7, 8],
    [],
  );
  deepEqual(readings, {
    available: 5000 * 1024,
    processes: new Map([[7, { resident: 200 * 1024, peak: 300 * 1024 }]]),
  });
  equal(memoryReadings(lines({}), [], []), undefined);
});

Deno.test("a control group's limit counts, and those around it, in both versions; idle pages of files are given up", () => {
  const two = groupFiles(["0::/a/b"]);
  deepEqual(two.map(({ limit }) => limit), [
    "/sys/fs/cgroup/a/b/memory.max",
    "/sys/fs/cgroup/a/memory.max",
    "/sys/fs/cgroup/memory.max",
  ]);
  const of = (files: Record<string, string>, groups = two) =>
    memoryReadings(lines({ ...MACHINE, ...files }), [], groups)!.available;
  equal(of({ "/sys/fs/cgroup/a/b/memory.max": "max", "/sys/fs/cgroup/a/b/memory.current": "77" }), 5000 * 1024);
  const inner = {
    ...{ "/sys/fs/cgroup/a/b/memory.max": "10000", "/sys/fs/cgroup/a/b/memory.current": "4000" },
    "/sys/fs/cgroup/a/b/memory.stat": "anon 3000\ninactive_file 500\nactive_file 400",
  };
  equal(of(inner), 6500);
  equal(of({ ...inner, "/sys/fs/cgroup/a/memory.max": "9000", "/sys/fs/cgroup/a/memory.current": "8500" }), 500);
  const one = groupFiles(["9:name=systemd:/", "4:cpu,memory:/x", "0::/"]);
  deepEqual(one.map(({ usage }) => usage), [
    "/sys/fs/cgroup/memory/x/memory.usage_in_bytes",
    "/sys/fs/cgroup/memory/memory.usage_in_bytes",
    "/sys/fs/cgroup/memory.current",
  ]);
  const first = {
    "/sys/fs/cgroup/memory/x/memory.limit_in_bytes": "8000",
    "/sys/fs/cgroup/memory/x/memory.usage_in_bytes": "9000",
    "/sys/fs/cgroup/memory/x/memory.stat": "inactive_file 1\ntotal_inactive_file 2",
  };
  equal(of(first, one), 0);
});

Deno.test("what is left for one more worker: running ones grow to their peaks first", () => {
  const processes = new Map([[1, { resident: 3, peak: 4 }], [2, { resident: 9, peak: 9 }]]),
    at = { available: 50, processes };
  equal(leftForWorkers([{ pid: 1, expected: 10 }, { pid: 2, expected: 8 }], at), 43);
  equal(leftForWorkers([{ pid: 1, expected: undefined }], at), 49);
  equal(leftForWorkers([{ pid: 3, expected: 10 }], at), 40); // just started
  equal(leftForWorkers([{ pid: 1, expected: 10 }, { pid: 2, expected: 8 }], at, 30), 11);
  equal(leftForWorkers([{ pid: 1, expected: 10 }], undefined, 30), 20);
  equal(leftForWorkers([{ pid: 1, expected: 10 }], undefined), Infinity);
});

Deno.test("what a worker takes: measured once a run was made, else estimated, else as the largest measured", () => {
  const peaks = new MemoryPeaks();
  equal(peaks.expected("a", undefined), undefined);
  equal(peaks.expected("a", 7), 7);
  peaks.measure("a", 5);
  peaks.measure("a", 4);
  // Not before it has saved a checkpoint, of which nobody tells, so not before it was made.
  deepEqual([peaks.expected("a", 7), peaks.expected("a", 4), peaks.expected("a", undefined)], [7, 5, 5]);
  peaks.made("a");
  deepEqual([peaks.expected("a", 7), peaks.expected("b", 9), peaks.expected("b", undefined)], [5, 9, 5]);
});

Deno.test({
  name: "this machine tells what is available and what this process holds",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { available, processes } = (await systemMemory([Deno.pid, 2 ** 30]))!,
      { resident, peak } = processes.get(Deno.pid)!;
    ok(available > 1e6 && available <= Deno.systemMemoryInfo().total, `${available}`);
    ok(resident > 1e7 && peak >= resident, `${resident}, ${peak}`);
    equal(processes.size, 1);
    const held = new Uint8Array(64e6).fill(1), later = (await systemMemory([Deno.pid]))!.processes.get(Deno.pid)!;
    ok(held.length > 0 && later.resident > resident + 4e7, `${resident}, then ${later.resident}`);
  },
});
