import { cString, library, type Pointer } from "./library.ts";

/** What all sessions of a process share. */
export interface Environment {
  /** OrtEnv. */
  readonly environment: Pointer;
  /** OrtMemoryInfo of ordinary memory. */
  readonly memory: Pointer;
}

/** ONNX Runtime's numbers: only errors are logged; memory in an arena; which grows by what is asked for and no more. */
const ERRORS = 3, ARENA = 1, DEFAULT_MEMORY = 0, AS_REQUESTED = 1, DEFAULT = -1;

let made: Environment | undefined;

/** The environment, with one arena for all sessions; made once. */
export function environment(): Environment {
  return made ??= make();
}

function make(): Environment {
  const { make, call } = library();
  const environment = make("CreateEnv", ERRORS, cString("mixlab"));
  const memory = make("CreateCpuMemoryInfo", ARENA, DEFAULT_MEMORY);
  const growth = make("CreateArenaCfg", 0n, AS_REQUESTED, DEFAULT, DEFAULT);
  call("CreateAndRegisterAllocator", environment, memory, growth);
  call("ReleaseArenaCfg", growth);
  return { environment, memory };
}
