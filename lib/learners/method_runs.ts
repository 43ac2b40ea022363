import type { RunMany } from "../methods/run_spec.ts";
import type { MethodEnvironment } from "./method_environment.ts";

/** Makes the runs of one method, one after the other; references may be names of earlier runs. (Signature; body follows.) */
export function methodRuns(_environment: MethodEnvironment): RunMany {
  throw new Error("being written");
}
