import type { FittedLaw } from "../law.ts";
import type { Objective } from "./objective.ts";

/** The law for the only target that an objective looks at, where that saves time; otherwise the law itself. */
export function narrow(law: FittedLaw, objective: Objective | undefined): FittedLaw {
  if (objective?.kind !== "target" || law.only === undefined || !law.targets.includes(objective.target)) return law;
  return law.only([objective.target]);
}
