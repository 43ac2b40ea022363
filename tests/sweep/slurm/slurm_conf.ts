/** slurm.conf of a cluster on one machine. */

/** What it tells. */
export interface SlurmConf {
  /** Folder of state, spool and logs. */
  readonly folder: string;
  /** munge's socket. */
  readonly socket: string;
  /** Who runs the daemons. */
  readonly user: string;
  /** Folder of plug-ins. */
  readonly plugins: string;
  /** Port of slurmctld. */
  readonly port: number;
  readonly nodes: readonly { readonly name: string; readonly port: number }[];
  /** CPUs of a node. */
  readonly cpus: number;
  /** More lines. */
  readonly lines: readonly string[];
}

/**
 * The text: no cgroups, no accounting, and dead nodes found as fast as Slurm can (5 s; their jobs run again after 12 s).
 *
 * linuxproc finds also those processes of a job that left its session. `cred_expire` is how long a requeued job waits: 5 s
 * is the least that munge's plug-in takes; below it 120 s are meant.
 */
export function slurmConf({ folder, socket, user, plugins, port, nodes, cpus, lines }: SlurmConf): string {
  const host = Deno.hostname().split(".")[0];
  return [
    "ClusterName=mixlab",
    `SlurmctldHost=${host}(127.0.0.1)`,
    `SlurmctldPort=${port}`,
    "CommunicationParameters=NoCtldInAddrAny,NoInAddrAny", // nobody outside this machine can connect
    "AuthType=auth/munge",
    `AuthInfo=socket=${socket},cred_expire=5`,
    "CredType=cred/munge",
    `SlurmUser=${user}`,
    `SlurmdUser=${user}`,
    `PluginDir=${plugins}`,
    `StateSaveLocation=${folder}/state`,
    `SlurmdSpoolDir=${folder}/spool.%n`,
    `SlurmctldPidFile=${folder}/slurmctld.pid`,
    `SlurmdPidFile=${folder}/slurmd.%n.pid`,
    `SlurmctldLogFile=${folder}/log/slurmctld.log`,
    `SlurmdLogFile=${folder}/log/slurmd.%n.log`,
    "ProctrackType=proctrack/linuxproc",
    "TaskPlugin=task/none",
    "SwitchType=switch/none",
    "MpiDefault=none",
    "JobAcctGatherType=jobacct_gather/none",
    "AccountingStorageType=accounting_storage/none",
    "SelectType=select/cons_tres",
    "SelectTypeParameters=CR_CPU_Memory",
    "DefMemPerCPU=200",
    "SlurmdParameters=config_overrides", // CPUs and memory as told here, not as the machine has them
    "ReturnToService=2",
    "JobRequeue=1",
    "SlurmdTimeout=2",
    "MessageTimeout=2",
    "TCPTimeout=1",
    "KillWait=2",
    "MailProg=/bin/true",
    "SchedulerType=sched/backfill",
    "SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0",
    "GresTypes=gpu",
    ...lines,
    ...nodes.map(({ name, port }) =>
      `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${port} CPUs=${cpus} RealMemory=2000 Gres=gpu:1 ` +
      "State=UNKNOWN"
    ),
    "PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
    "",
  ].join("\n");
}
