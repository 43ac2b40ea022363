/**
 * ONNX Runtime's C interface, called directly. The npm package's own JavaScript copies every output once more into new
 * memory (all gradients, at every step), blocks while it computes, and leaves its memory's growth and sharing to
 * chance; the library in the package does none of that.
 *
 * @module
 */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { wrongKind } from "../../../errors.ts";

/** Where the package keeps the library, by `process.platform`. */
const FILES: Readonly<Record<string, string>> = {
  linux: "libonnxruntime.so.1",
  darwin: "libonnxruntime.1.dylib",
  win32: "onnxruntime.dll",
};

/** Version of the interface that is asked for: any at least this old has these functions at these places. */
const API_VERSION = 12;

/** Functions by name: their place in the table `OrtApi`, which never changes, and their parameters. */
const FUNCTIONS = {
  GetErrorMessage: [2, ["pointer"], "pointer"],
  CreateEnv: [3, ["i32", "buffer", "buffer"], "pointer"],
  CreateSessionFromArray: [8, ["pointer", "buffer", "usize", "pointer", "buffer"], "pointer"],
  Run: [9, ["pointer", "pointer", "pointer", "pointer", "usize", "pointer", "usize", "pointer"], "pointer"],
  CreateSessionOptions: [10, ["buffer"], "pointer"],
  DisableMemPattern: [17, ["pointer"], "pointer"],
  SetSessionLogSeverityLevel: [22, ["pointer", "i32"], "pointer"],
  SetSessionGraphOptimizationLevel: [23, ["pointer", "i32"], "pointer"],
  SetIntraOpNumThreads: [24, ["pointer", "i32"], "pointer"],
  SetInterOpNumThreads: [25, ["pointer", "i32"], "pointer"],
  CreateTensorWithDataAsOrtValue: [
    49,
    ["pointer", "pointer", "usize", "buffer", "usize", "i32", "buffer"],
    "pointer",
  ],
  CreateCpuMemoryInfo: [69, ["i32", "i32", "buffer"], "pointer"],
  ReleaseStatus: [93, ["pointer"], "void"],
  ReleaseSession: [95, ["pointer"], "void"],
  ReleaseValue: [96, ["pointer"], "void"],
  ReleaseSessionOptions: [100, ["pointer"], "void"],
  AddSessionConfigEntry: [130, ["pointer", "buffer", "buffer"], "pointer"],
  CreateAndRegisterAllocator: [144, ["pointer", "pointer", "pointer"], "pointer"],
  CreateArenaCfg: [156, ["usize", "i32", "i32", "i32", "buffer"], "pointer"],
  ReleaseArenaCfg: [157, ["pointer"], "void"],
} as const satisfies Record<string, readonly [number, readonly Deno.NativeType[], Deno.NativeResultType]>;

/** Names of the functions. */
type Name = keyof typeof FUNCTIONS;
/** An address, or null. */
export type Pointer = Deno.PointerValue;

/** The library's functions. */
export interface Library {
  /** Its version, as it tells it. */
  readonly version: string;
  /**
   * Calls a function.
   * @throws {Error} with the library's own message when the function gives a status.
   */
  call(name: Name, ...parameters: readonly unknown[]): Pointer;
  /** Calls a function that makes something; gives its address. */
  make(name: Name, ...parameters: readonly unknown[]): Pointer;
}

let opened: Library | undefined;

/**
 * The library out of the npm package; opened once in each thread.
 *
 * @throws {TypeError} when the package holds none for this machine, or Deno may not load it.
 */
export function library(): Library {
  return opened ??= open();
}

function open(): Library {
  const path = libraryPath();
  let base: Deno.DynamicLibrary<{ OrtGetApiBase: { parameters: []; result: "pointer" } }>;
  try {
    base = Deno.dlopen(path, { OrtGetApiBase: { parameters: [], result: "pointer" } });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw wrongKind(`native: Deno may not load ${path}; run with --allow-ffi, as \`deno task train\` does`);
    }
    throw wrongKind(
      `native: cannot load ONNX Runtime for ${process.platform} on ${process.arch}: ` +
        `${error instanceof Error ? error.message : error}; use another backend, for example --backend wasm`,
    );
  }
  if (process.platform === "linux") keepLoaded(path);
  const entries = new Deno.UnsafePointerView(base.symbols.OrtGetApiBase()!);
  const at = <const P extends Deno.NativeType[], R extends Deno.NativeResultType>(
    i: number,
    parameters: P,
    result: R,
  ) => new Deno.UnsafeFnPointer(entries.getPointer(8 * i) as Deno.PointerObject<never>, { parameters, result });
  const api = at(0, ["u32"], "pointer").call(API_VERSION), version = text(at(1, [], "pointer").call());
  if (api === null) throw wrongKind(`native: ONNX Runtime ${version} is older than its interface ${API_VERSION}`);
  const table = new Deno.UnsafePointerView(api);
  const pointer = (i: number) => table.getPointer(8 * i) as Deno.PointerObject<never>;

  // deno-lint-ignore no-explicit-any -- the table above types them
  const functions = new Map<Name, any>();
  for (const [name, [place, parameters, result]] of Object.entries(FUNCTIONS)) {
    const definition = { parameters: [...parameters], result };
    functions.set(name as Name, new Deno.UnsafeFnPointer(pointer(place), definition));
  }
  const check = (name: Name, status: Pointer): void => {
    if (status === null || FUNCTIONS[name][2] === "void") return;
    const message = text(functions.get("GetErrorMessage").call(status));
    functions.get("ReleaseStatus").call(status);
    throw new Error(`ONNX Runtime: ${name}: ${message}`);
  };
  const call: Library["call"] = (name, ...parameters) => {
    const result = functions.get(name).call(...parameters) as Pointer;
    if (name !== "GetErrorMessage") check(name, result);
    return result;
  };
  const make: Library["make"] = (name, ...parameters) => {
    const made = new BigUint64Array(1);
    call(name, ...parameters, made);
    return Deno.UnsafePointer.create(made[0]);
  };
  return { version, call, make };
}

/** Flags of dlopen on Linux: bind at once; never unload. */
const RTLD_NOW = 2, RTLD_NODELETE = 0x1000;

/**
 * Keeps the library in memory. Deno gives it back at the end of each thread; whichever is last would unload it, and run
 * its end beside that of the process: seen to crash a script that had done all of its work. Opened so, it ends with the
 * process.
 */
function keepLoaded(path: string): void {
  const { symbols } = Deno.dlopen("libc.so.6", { dlopen: { parameters: ["buffer", "i32"], result: "pointer" } });
  if (symbols.dlopen(cString(path), RTLD_NOW | RTLD_NODELETE) === null) {
    throw new Error(`native: dlopen of ${path} gave nothing, though it was open already`);
  }
}

function libraryPath(): string {
  const file = FILES[process.platform] ?? FILES.linux;
  const entry = import.meta.resolve("onnxruntime-node");
  if (!entry.startsWith("file:")) {
    throw wrongKind(`native: onnxruntime-node is not in this configuration; run with -c deno.train.json`);
  }
  const folder = fileURLToPath(new URL("../", entry));
  return `${folder}bin/napi-v6/${process.platform}/${process.arch}/${file}`;
}

/** Text as C wants it, in memory that does not move. */
export function cString(value: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(value + "\0"), still = new Uint8Array(new ArrayBuffer(bytes.length));
  still.set(bytes);
  return still;
}

function text(pointer: Pointer): string {
  return pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
}
