/**
 * Slurm and munge from Debian's packages, unpacked into a cache: nothing is installed, and no root is needed.
 *
 * The cache is `${XDG_CACHE_HOME:-~/.cache}/mixlab-slurm-<system>`. Two processes that fill it at once do not disturb
 * each other: each unpacks beside it, and the first to finish moves its folder there.
 */
import { command } from "./processes.ts";
import { exists } from "../../exists.ts";

/** The packages that are wanted; what they need beside the machine's own packages is fetched with them. */
const WANTED = ["munge", "slurmctld", "slurmd", "slurm-client"];

/** Changes when a cache of before is of no use. */
const LAYOUT = 1;

/** Unpacked packages. */
export interface SlurmPackages {
  /** Their folder. */
  readonly root: string;
  /** Folder of the commands, which find their libraries by themselves. */
  readonly bin: string;
  /** Folder of Slurm's plug-ins. */
  readonly plugins: string;
  /** As slurmctld tells it. */
  readonly version: string;
}

/** The packages cannot be had here. */
export class NoSlurm extends Error {
  /** Whether this machine is one that should have them: they were asked for, and did not come. */
  readonly expected: boolean;

  constructor(message: string, { expected = false } = {}) {
    super(message);
    this.expected = expected;
  }
}

/** Unpacks the packages, or finds them unpacked. */
export async function slurmPackages(): Promise<SlurmPackages> {
  const system = await debianSystem(), root = `${cacheHome()}/mixlab-slurm-${system}-${LAYOUT}`;
  if (!exists(root)) {
    const made = `${root}.${crypto.randomUUID()}`;
    try {
      await fetchInto(made, root);
      await moveOnce(made, root);
    } finally {
      await Deno.remove(made, { recursive: true }).catch(() => {}); // moved, or of no use
    }
  }
  const bin = `${root}/bin`, [triplet] = tripletsIn(root);
  const versions = [];
  for (const daemon of ["slurmctld", "slurmd", "munged"]) {
    const { code, out, err } = await command([`${bin}/${daemon}`, "-V"], { env: environmentWithoutSlurm() });
    if (code !== 0) throw new Error(`${root} is of no use here, remove it: ${daemon}: ${err}`);
    versions.push(out.trim());
  }
  return { root, bin, plugins: `${root}/usr/lib/${triplet}/slurm-wlm`, version: versions[0] };
}

/** This process's environment without what steers Slurm's commands: nobody's cluster is ever touched. */
export function environmentWithoutSlurm(): Record<string, string> {
  const steers = /^(SLURM|SBATCH|SALLOC|SRUN|SQUEUE|SINFO|SCANCEL|SCONTROL|SACCT|MUNGE)/;
  return Object.fromEntries(Object.entries(Deno.env.toObject()).filter(([name]) => !steers.test(name)));
}

/** "debian-12-amd64". */
async function debianSystem(): Promise<string> {
  if (Deno.build.os !== "linux") throw new NoSlurm(`Slurm's packages are Debian's, and this is ${Deno.build.os}`);
  const release = exists("/etc/os-release") ? Deno.readTextFileSync("/etc/os-release") : "";
  const of = (name: string) => new RegExp(`^${name}="?([^"\n]*)`, "m").exec(release)?.[1];
  if (of("ID") !== "debian") throw new NoSlurm(`Slurm's packages are Debian's, and this is ${of("ID") ?? "not"}`);
  for (const tool of ["/usr/bin/apt-get", "/usr/bin/dpkg-deb"]) {
    if (!exists(tool)) throw new NoSlurm(`${tool} is not there`);
  }
  const { out } = await command(["dpkg", "--print-architecture"], { env: environmentWithoutSlurm() });
  return `debian-${of("VERSION_ID") ?? "testing"}-${out.trim()}`;
}

/** Fetches the packages and what they need into a new folder, which will be used as `root`. */
async function fetchInto(folder: string, root: string): Promise<void> {
  const apt = `${folder}/apt`, debs = `${apt}/debs`;
  for (const path of [`${apt}/lists/partial`, `${apt}/cache/archives/partial`, debs]) {
    await Deno.mkdir(path, { recursive: true });
  }
  await Deno.writeTextFile(`${apt}/status`, ""); // as if nothing were installed: whatever is, Slurm is fetched
  await Deno.writeTextFile(`${apt}/conf`, aptConfiguration(apt));
  let complaint = ""; // an update whose sources do not answer ends well, with a warning
  const tool = async (line: string[]): Promise<string> => {
    const env = { ...environmentWithoutSlurm(), LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" };
    const { code, out, err } = await command(line, { env, cwd: debs, within: 300_000 });
    complaint ||= err.trim().split("\n")[0];
    if (code === 0) return out;
    throw new NoSlurm(`Slurm's packages did not come: ${line[0]}: ${complaint}`, { expected: true });
  };
  const aptGet = (...args: string[]) => tool(["apt-get", "-c", `${apt}/conf`, "-qq", ...args]);
  await aptGet("update");
  // Lines are "'address' name_version_architecture.deb size hash".
  const closure = (await aptGet("install", "--print-uris", "--no-install-recommends", ...WANTED)).split("\n")
    .map((line) => line.split(" ")[1]?.split("_")[0]).filter((name) => name !== undefined);
  const installed = new Set(
    (await tool(["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\\n"])).split("\n")
      .filter((line) => line.startsWith("installed ")).map((line) => line.split(" ")[1]),
  );
  const missing = closure.filter((name) => /slurm|munge/.test(name) || !installed.has(name));
  await aptGet("download", ...missing);
  for (const { name } of Deno.readDirSync(debs)) await tool(["dpkg-deb", "-x", `${debs}/${name}`, folder]);
  await Deno.remove(apt, { recursive: true });
  await writeCommands(folder, root);
}

/** Apt with its own state, that runs nobody's hooks and leaves the machine's lists alone. */
function aptConfiguration(apt: string): string {
  return `
Dir::State "${apt}";
Dir::State::lists "${apt}/lists";
Dir::State::status "${apt}/status";
Dir::Cache "${apt}/cache";
Debug::NoLocking "1";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;
}

/** Commands under their own names (the packages' scripts would have linked some), with the libraries they need. */
async function writeCommands(folder: string, root: string): Promise<void> {
  const libraries = tripletsIn(folder).flatMap((triplet) =>
    [`usr/lib/${triplet}`, `usr/lib/${triplet}/slurm-wlm`, `lib/${triplet}`].map((path) => `${root}/${path}`)
  );
  await Deno.mkdir(`${folder}/bin`);
  for (const where of ["usr/bin", "usr/sbin"]) {
    for (const { name, isFile } of Deno.readDirSync(`${folder}/${where}`)) {
      if (!isFile) continue;
      const path = `${folder}/bin/${name.replace(/-wlm$/, "")}`;
      const line = `LD_LIBRARY_PATH=${libraries.join(":")} exec ${root}/${where}/${name} "$@"`;
      await Deno.writeTextFile(path, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    }
  }
}

/** "x86_64-linux-gnu", as Debian names folders of libraries. */
function tripletsIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(`${folder}/usr/lib`), ({ name }) => name)
    .filter((name) => exists(`${folder}/usr/lib/${name}/slurm-wlm`));
}

/** Moves a finished folder to its place, unless another one is there already. */
async function moveOnce(made: string, place: string): Promise<void> {
  try {
    await Deno.rename(made, place);
  } catch (error) {
    if (!exists(`${place}/bin/sbatch`)) throw error;
  }
}

function cacheHome(): string {
  return Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME") ?? "/tmp"}/.cache`;
}
