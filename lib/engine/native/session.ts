/**
 * A graph compiled by ONNX Runtime, with buffers of its own for what goes in and comes out.
 *
 * @module
 */
import { type Graph, type GraphValue, onnxModel, TYPE_NUMBER } from "./onnx_proto.ts";
import { compute } from "./runtime/compute_thread.ts";
import { environment } from "./runtime/environment.ts";
import { cString, type Library, library, type Pointer } from "./runtime/library.ts";
import { openSession } from "./runtime/open_session.ts";

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

/** Compiles a graph, after `startComputing`. @param threads threads of one operation. */
export function compile(graph: Graph, threads: number): Session {
  const runtime = library(), session = openSession(environment().environment, onnxModel(graph), threads);
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
        return { count: all.length, names: pointerOf(lists[0]), tensors: pointerOf(lists[1]) };
      };
      const inputs = edge(graph.inputs), outputs = edge(graph.outputs);
      return {
        buffers,
        async run() {
          checkOpen();
          await compute({ session, inputs, outputs });
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

/** Memory that does not move: V8 keeps small arrays where it may move them, unless their memory was made first. */
function newBuffer({ type, shape }: GraphValue): Buffer {
  const memory = new ArrayBuffer(4 * shape.reduce((product, n) => product * n, 1));
  return type === "int32" ? new Int32Array(memory) : new Float32Array(memory);
}

function tensorOver(runtime: Library, { type, shape }: GraphValue, buffer: Buffer): Pointer {
  const dimensions = BigInt64Array.from(shape, BigInt);
  return runtime.make(
    "CreateTensorWithDataAsOrtValue",
    environment().memory,
    pointerOf(buffer),
    BigInt(buffer.byteLength),
    dimensions,
    BigInt(dimensions.length),
    TYPE_NUMBER[type],
  );
}

/** Addresses in a row, in memory that does not move. */
function addresses(pointers: readonly Pointer[]): BigUint64Array<ArrayBuffer> {
  const list = new BigUint64Array(new ArrayBuffer(8 * Math.max(1, pointers.length)));
  pointers.forEach((pointer, i) => list[i] = BigInt(Deno.UnsafePointer.value(pointer)));
  return list;
}

function pointerOf(buffer: BufferSource): Pointer {
  return Deno.UnsafePointer.of(buffer);
}
