/**
 * A graph compiled by ONNX Runtime, with buffers of its own for what goes in and comes out.
 *
 * @module
 */
import { type Graph, type GraphValue, onnxModel, TYPE_NUMBER } from "./onnx_proto.ts";
import { cString, type Library, library, type Pointer } from "./runtime/library.ts";

/** Memory of a value at the graph's edge. */
export type Buffer = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** A compiled graph. */
export interface Session {
  /**
   * Puts buffers to the graph's inputs and outputs: those given, by name, and new ones for the others. A session may
   * have several sets of them; only one runs at a time.
   */
  bind(given: ReadonlyMap<string, Buffer>): Binding;
  /** Frees the session's own memory. */
  release(): void;
}

/** A compiled graph with its buffers, which are read and written in place at every run. */
export interface Binding {
  /** Buffers of the inputs and outputs, by name. */
  readonly buffers: ReadonlyMap<string, Buffer>;
  /** Computes the outputs from what the inputs' buffers hold now. */
  run(): Promise<void>;
}

/** Tensors of ONNX Runtime over buffers, of all sessions that are open. */
let bound = 0;

/** How many tensors sessions hold now. */
export function boundTensors(): number {
  return bound;
}

/** What every session is opened with. */
const ENTRIES: Readonly<Record<string, string>> = {
  // memory is that of the environment, which all sessions share
  "session.use_env_allocators": "1",
  // several sessions live in one process; an idle one must leave the cores alone
  "session.force_spinning_stop": "1",
  // denormal numbers are some hundred times slower and mean nothing here
  "session.set_denormal_as_zero": "1",
};

/** Compiles a graph. @param threads threads of one operation. */
export function compile(graph: Graph, threads: number): Session {
  const runtime = library(), session = openSession(runtime, onnxModel(graph), threads);
  const values: Pointer[] = [];
  let open = true;
  const checkOpen = () => {
    if (!open) throw new Error("the session was released");
  };
  return {
    bind(given) {
      checkOpen();
      const buffers = new Map<string, Buffer>(), kept: unknown[] = [];
      const edge = (all: readonly GraphValue[]) => {
        const names = all.map(({ name }) => cString(name));
        const tensors = all.map((value) => {
          const buffer = given.get(value.name) ?? newBuffer(value);
          buffers.set(value.name, buffer);
          return tensorOver(runtime, value, buffer);
        });
        values.push(...tensors);
        bound += tensors.length;
        const lists = [addresses(names.map((name) => Deno.UnsafePointer.of(name))), addresses(tensors)];
        kept.push(names, lists);
        return { count: BigInt(all.length), names: pointerOf(lists[0]), tensors: pointerOf(lists[1]) };
      };
      const ins = edge(graph.inputs), outs = edge(graph.outputs);
      return {
        buffers,
        async run() {
          checkOpen();
          await runtime.run(session, null, ins.names, ins.tensors, ins.count, outs.names, outs.count, outs.tensors);
          // what the library reads through addresses must not be collected before it is done
          kept.length;
        },
      };
    },
    release() {
      if (!open) return;
      open = false;
      for (const value of values) runtime.call("ReleaseValue", value);
      bound -= values.length;
      runtime.call("ReleaseSession", session);
    },
  };
}

function openSession(runtime: Library, model: Uint8Array<ArrayBuffer>, threads: number): Pointer {
  const options = runtime.make("CreateSessionOptions");
  try {
    runtime.call("SetIntraOpNumThreads", options, threads);
    runtime.call("SetInterOpNumThreads", options, 1);
    runtime.call("SetSessionGraphOptimizationLevel", options, 99 /* all */);
    runtime.call("SetSessionLogSeverityLevel", options, 3 /* errors */);
    // a pattern of all memory is found in a first run, whose own memory then stays: twice what is needed
    runtime.call("DisableMemPattern", options);
    for (const [key, value] of Object.entries(ENTRIES)) {
      runtime.call("AddSessionConfigEntry", options, cString(key), cString(value));
    }
    return runtime.make("CreateSessionFromArray", runtime.environment, model, BigInt(model.length), options);
  } finally {
    runtime.call("ReleaseSessionOptions", options);
  }
}

function newBuffer({ type, shape }: GraphValue): Buffer {
  const size = shape.reduce((product, n) => product * n, 1);
  return type === "int32" ? new Int32Array(size) : new Float32Array(size);
}

function tensorOver(runtime: Library, { type, shape }: GraphValue, buffer: Buffer): Pointer {
  const dimensions = BigInt64Array.from(shape, BigInt);
  return runtime.make(
    "CreateTensorWithDataAsOrtValue",
    runtime.memory,
    pointerOf(buffer),
    BigInt(buffer.byteLength),
    dimensions,
    BigInt(dimensions.length),
    TYPE_NUMBER[type],
  );
}

/** Addresses in a row, in memory that does not move: V8 keeps small arrays where it may move them. */
function addresses(pointers: readonly Pointer[]): BigUint64Array<ArrayBuffer> {
  const list = new BigUint64Array(new ArrayBuffer(8 * Math.max(1, pointers.length)));
  pointers.forEach((pointer, i) => list[i] = BigInt(Deno.UnsafePointer.value(pointer)));
  return list;
}

function pointerOf(buffer: BufferSource): Pointer {
  return Deno.UnsafePointer.of(buffer);
}
