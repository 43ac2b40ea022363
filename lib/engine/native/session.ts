/**
 * A graph compiled by ONNX Runtime, with buffers of its own for what goes in and comes out.
 *
 * @module
 */
import { InferenceSession, Tensor } from "onnxruntime-node";
import { type Graph, type GraphValue, onnxModel } from "./onnx_proto.ts";

/** Memory of a value at the graph's edge. */
export type Buffer = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** A compiled graph. Its buffers are read and written in place at every run. */
export interface Session {
  /** Buffers of the inputs and outputs, by name. */
  readonly buffers: ReadonlyMap<string, Buffer>;
  /** Computes the outputs from what the inputs' buffers hold now. */
  run(): Promise<void>;
  /** Frees the session's own memory. */
  release(): Promise<void>;
}

/** Options of {@link compile}. */
export interface CompileOptions {
  /** Threads of one operation. */
  readonly threads: number;
  /** Buffers to use for some inputs and outputs; the others are made. */
  readonly given: ReadonlyMap<string, Buffer>;
}

/** Compiles a graph. */
export async function compile(graph: Graph, { threads, given }: CompileOptions): Promise<Session> {
  const session = await InferenceSession.create(onnxModel(graph), {
    executionProviders: ["cpu"],
    executionMode: "sequential",
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    // a pattern of all memory is found in the first run, whose own memory then stays: twice what is needed
    enableMemPattern: false,
    // only errors: a warning of the runtime's is nothing a user could act on
    logSeverityLevel: 3,
    extra: {
      session: {
        // several sessions live in one process; an idle one must leave the cores alone
        force_spinning_stop: "1",
        // denormal numbers are some hundred times slower and mean nothing here
        set_denormal_as_zero: "1",
      },
    },
  });
  const buffers = new Map<string, Buffer>();
  const tensors = (values: readonly GraphValue[]) =>
    Object.fromEntries(values.map(({ name, type, shape }) => {
      const size = shape.reduce((product, n) => product * n, 1);
      const buffer = given.get(name) ?? (type === "int32" ? new Int32Array(size) : new Float32Array(size));
      buffers.set(name, buffer);
      return [name, new Tensor(type as "float32", buffer as Float32Array, shape)];
    }));
  const feeds = tensors(graph.inputs), fetches = tensors(graph.outputs);
  return {
    buffers,
    async run() {
      await session.run(feeds, fetches);
    },
    release: () => session.release(),
  };
}
