/**
 * A real Slurm cluster of this machine alone: munged, slurmctld and a slurmd for each node, with their own key, ports and
 * folder. No root, no systemd and no cgroups are needed. Measured with Debian 12's Slurm 22.05.8.
 */
import {
  command,
  Daemon,
  descendants,
  type Ended,
  isGone,
  kill,
  type Process,
  processesWith,
  until,
} from "./processes.ts";
import { environmentWithoutSlurm, slurmPackages } from "./packages.ts";
import { slurmConf } from "./slurm_conf.ts";

/** What a cluster is made of. */
export interface ClusterOptions {
  /** Default 3: n1, n2, n3. */
  readonly nodes?: number;
  /** CPUs of a node, whatever the machine has; default 2. */
  readonly cpus?: number;
  /** More lines of slurm.conf. */
  readonly lines?: readonly string[];
}

/** A running cluster. */
export class Cluster implements AsyncDisposable {
  /** Its folder. */
  readonly folder: string;
  /** The whole environment of its clients. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether its nodes can die: each is a PID namespace, in which everything dies with the first process. */
  readonly nodesDie: boolean;
  readonly #lineOf: (daemon: string) => readonly string[];
  readonly #running = new Map<string, Daemon>();

  private constructor(
    { folder, env, nodesDie }: Pick<Cluster, "folder" | "env" | "nodesDie">,
    lineOf: (daemon: string) => readonly string[],
  ) {
    this.folder = folder;
    this.env = env;
    this.nodesDie = nodesDie;
    this.#lineOf = lineOf;
  }

  /** Starts a cluster and waits until its nodes are idle. */
  static async start({ nodes = 3, cpus = 2, lines = [] }: ClusterOptions = {}): Promise<Cluster> {
    const { bin, plugins } = await slurmPackages(), folder = await Deno.makeTempDir({ prefix: "mixlab-slurm-" });
    for (const name of ["state", "log", "munge"]) await Deno.mkdir(`${folder}/${name}`);
    for (const path of [folder, `${folder}/munge`]) await Deno.chmod(path, 0o755); // munge: clients reach its socket
    const key = `${folder}/munge/key`, socket = `${folder}/munge/socket`;
    await Deno.writeFile(key, crypto.getRandomValues(new Uint8Array(128)), { mode: 0o600 });
    const env = {
      ...environmentWithoutSlurm(),
      PATH: `${bin}:${Deno.env.get("PATH") ?? "/usr/bin:/bin"}`,
      SLURM_CONF: `${folder}/slurm.conf`,
    };
    const [port, ...ports] = freePorts(nodes + 1), names = ports.map((_, n) => `n${n + 1}`);
    const user = (await command(["id", "-un"], { env })).out.trim(),
      named = names.map((name, n) => ({ name, port: ports[n] }));
    await Deno.writeTextFile(
      env.SLURM_CONF,
      slurmConf({ folder, socket, user, plugins, port, nodes: named, cpus, lines }),
    );
    // Which cgroups the machine has is not asked: none are used, and a machine may have none.
    await Deno.writeTextFile(`${folder}/cgroup.conf`, "CgroupPlugin=cgroup/v1\n");
    await Deno.writeTextFile(
      `${folder}/gres.conf`,
      names.map((name) => `NodeName=${name} Name=gpu File=/dev/null\n`).join(""),
    );
    const namespace = await namespaceLine(env), nodesDie = namespace !== undefined;
    const cluster = new Cluster({ folder, env, nodesDie }, (daemon) => {
      if (daemon === "munged") return munged(folder, { key, socket });
      if (daemon === "slurmctld") return ["slurmctld", "-D"];
      // The node's first process is not slurmd, which may die alone; without a namespace slurmd dies with it nevertheless.
      const init = ["sh", "-c", 'setpriv --pdeathsig KILL "$@" & while :; do wait; sleep 1; done', "sh"];
      return [...namespace ?? [], ...init, "slurmd", "-D", "-N", daemon, "-d", `${bin}/slurmstepd`];
    });
    try {
      cluster.#run("munged");
      await until("munge answers", async () => (await cluster.slurm("munge", "-S", socket, "-n")).code === 0, QUICK);
      cluster.startController();
      await until("slurmctld listens", () => listens(port), QUICK); // or slurmd asks again only after 1 s
      for (const name of names) cluster.#run(name);
      await cluster.idle();
      return cluster;
    } catch (error) {
      const said = Array.from(
        Deno.readDirSync(`${folder}/log`),
        ({ name }) => `${name}:\n${tail(`${folder}/log/${name}`)}`,
      );
      await cluster.stop();
      throw new Error(`Slurm did not come up: ${(error as Error).message}\n${said.join("\n")}`);
    }
  }

  /** Runs a command of Slurm's. */
  slurm(...line: string[]): Promise<Ended> {
    return command(line, { env: this.env });
  }

  /** Waits until all nodes are up and none has a job. */
  async idle(): Promise<void> {
    await until("all nodes are idle", async () => {
      const { out } = await this.slurm("sinfo", "-h", "-N", "-o", "%T");
      return /^(idle\n)+$/.test(out);
    });
  }

  /** Cancels all jobs, and waits until all nodes are idle. */
  async cancelAll(): Promise<void> {
    await this.slurm("scancel", "-u", String(Deno.uid()));
    await this.idle();
  }

  /** A node's power is cut: its slurmd, the steps and the jobs are gone at once. */
  async killNode(name: string): Promise<void> {
    if (!this.nodesDie) throw new Error("nodes cannot die here: unshare is forbidden");
    const jobs = await this.jobsOf(name);
    await this.#end(name);
    await until(`${name} is dead`, async () => {
      return (await Promise.all(jobs.map(({ pid }) => isGone(pid)))).every((gone) => gone);
    }, QUICK);
  }

  /** Only the daemon of a node dies: its jobs go on, unknown to the controller. */
  async killSlurmd(name: string): Promise<void> {
    const found = (await descendants(this.#running.get(name)!.pid)).filter(({ line }) =>
      line[0]?.endsWith("/slurmd-wlm")
    );
    if (found.length !== 1) throw new Error(`wanted one slurmd of ${name}, got ${found.length}`);
    kill(found[0].pid, "SIGKILL");
    await until(`slurmd of ${name} is dead`, () => isGone(found[0].pid), QUICK);
  }

  /** Starts a node that died; jobs that survived its slurmd die first. */
  async restartNode(name: string): Promise<void> {
    await this.#end(name);
    for (const { pid } of await this.jobsOf(name)) kill(pid, "SIGKILL"); // there, where no namespace ended with slurmd
    this.#run(name);
    await until(`${name} is back`, async () => {
      const { out } = await this.slurm("sinfo", "-h", "-N", "-n", name, "-o", "%T");
      return /^(idle|mixed|allocated)\n$/.test(out);
    });
  }

  /** The controller dies; running jobs go on. */
  async killController(): Promise<void> {
    await this.#end("slurmctld");
  }

  /** Starts the controller (again). */
  startController(): void {
    this.#run("slurmctld");
  }

  /** Processes of a node's jobs. */
  jobsOf(name: string): Promise<Process[]> {
    return processesWith({ SLURM_CONF: this.env.SLURM_CONF, SLURMD_NODENAME: name });
  }

  /** Cancels all jobs and ends all daemons. */
  async stop(): Promise<void> {
    if (!this.nodesDie && this.#running.has("slurmctld")) { // else jobs die with their nodes
      await this.slurm("scancel", "-u", String(Deno.uid()));
      const empty = async () => (await this.slurm("squeue", "-h")).out === "";
      await until("all jobs are gone", empty, { within: 5000 }).catch(console.error);
    }
    for (const name of [...this.#running.keys()].reverse()) await this.#end(name);
    await Deno.remove(this.folder, { recursive: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #run(name: string): void {
    if (this.#running.has(name)) throw new Error(`${name} runs`);
    this.#running.set(name, new Daemon(this.#lineOf(name), `${this.folder}/log/${name}.out`, this));
  }

  async #end(name: string): Promise<void> {
    const daemon = this.#running.get(name);
    this.#running.delete(name);
    await daemon?.kill();
  }
}

const QUICK = { every: 20 };

/** The words that put a command into its own PID namespace, where this machine lets us. */
async function namespaceLine(env: Readonly<Record<string, string>>): Promise<string[] | undefined> {
  const own = ["--pid", "--fork", "--mount-proc", "--kill-child"];
  for (const line of [["unshare", ...own], ["unshare", "--user", "--map-current-user", ...own]]) {
    if ((await command([...line, "true"], { env })).code === 0) return line;
  }
  return undefined;
}

function munged(folder: string, { key, socket }: { readonly key: string; readonly socket: string }): string[] {
  const files = { pid: `${folder}/munge/pid`, log: `${folder}/log/munged.log`, seed: `${folder}/munge/seed` };
  const own = Object.entries(files).map(([name, path]) => `--${name}-file=${path}`);
  return ["munged", "-F", `--key-file=${key}`, `--socket=${socket}`, ...own, "--num-threads=2"];
}

function freePorts(n: number): number[] {
  const listeners = Array.from({ length: n }, () => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const ports = listeners.map(({ addr }) => addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}

async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

function tail(path: string): string {
  return Deno.readTextFileSync(path).split("\n").slice(-20).join("\n");
}
