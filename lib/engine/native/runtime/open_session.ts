import { cString, library, type Pointer } from "./library.ts";

/** What every session is opened with. */
const ENTRIES: Readonly<Record<string, string>> = {
  // memory is that of the environment, which all sessions share
  "session.use_env_allocators": "1",
  // several sessions live in one process; an idle one must leave the cores alone
  "session.force_spinning_stop": "1",
  // denormal numbers are some hundred times slower and mean nothing here
  "session.set_denormal_as_zero": "1",
};

/** ONNX Runtime's numbers: all optimizations; only errors are logged. */
const ALL = 99, ERRORS = 3;

/**
 * Opens a session.
 *
 * @param environment OrtEnv.
 * @param model an ONNX model.
 * @param threads threads of one operation.
 */
export function openSession(environment: Pointer, model: Uint8Array<ArrayBuffer>, threads: number): Pointer {
  const { make, call } = library(), options = make("CreateSessionOptions");
  try {
    call("SetIntraOpNumThreads", options, threads);
    call("SetInterOpNumThreads", options, 1);
    call("SetSessionGraphOptimizationLevel", options, ALL);
    call("SetSessionLogSeverityLevel", options, ERRORS);
    // a pattern of all memory is found in a first run, whose own memory then stays: twice what is needed
    call("DisableMemPattern", options);
    for (const [key, value] of Object.entries(ENTRIES)) {
      call("AddSessionConfigEntry", options, cString(key), cString(value));
    }
    return make("CreateSessionFromArray", environment, model, BigInt(model.length), options);
  } finally {
    call("ReleaseSessionOptions", options);
  }
}
