import type { RunOutcome, RunSpec } from "../methods/run_spec.ts";
import type { MethodEnvironment } from "./method_environment.ts";

/** Makes a run of a method in its directory; `spec.reference` is a path. (Signature; body follows.) */
export function methodRun(_spec: RunSpec, _environment: MethodEnvironment): Promise<RunOutcome> {
  throw new Error("being written");
}
