/**
 * A tfjs backend that computes nothing: it writes down what tfjs asks for as nodes of an ONNX graph. Whatever is made
 * of tfjs operations, gradients included, becomes a graph by being run once on it.
 *
 * @module
 */
import {
  type BackendValues,
  type DataId,
  DataStorage,
  type DataType,
  engine,
  type KernelBackend,
  KernelBackend as Backend,
  registerBackend,
  setBackend,
  type Tensor,
  type TensorInfo,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Attribute, ElementType, Graph, GraphConstant, GraphNode, GraphValue } from "./onnx_proto.ts";

/** The backend's name. */
export const RECORDER = "mixlab-recorder";

/** A gradient of table rows: what `rows` hold is to be added at `ids`, to a dense part where there is one. */
export interface ScatteredRows {
  readonly rows: TensorInfo;
  readonly ids: TensorInfo;
  readonly dense?: TensorInfo;
}

interface Held {
  /** Its name in the graph; a constant gets one when a node first uses it. */
  name: string | undefined;
  readonly values: BackendValues | undefined;
  readonly shape: readonly number[];
  readonly type: ElementType;
  readonly scattered: ScatteredRows | undefined;
  references: number;
}

/** What is being recorded. */
let current: {
  readonly nodes: GraphNode[];
  readonly constants: GraphConstant[];
  /** Names of small constants by their content. */
  readonly known: Map<string, string>;
  readonly values: Map<string, GraphValue>;
} | undefined;

function recording(): NonNullable<typeof current> {
  if (current === undefined) throw new Error(`${RECORDER}: an operation was asked for outside of record()`);
  return current;
}

class RecorderBackend extends Backend {
  readonly held = new DataStorage<Held>(this as unknown as KernelBackend, engine() as never);

  keep(held: Omit<Held, "references">): TensorInfo {
    const dataId = {};
    this.held.set(dataId, { ...held, references: 1 });
    return { dataId, shape: [...held.shape], dtype: held.type as DataType };
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    return this.keep({ name: undefined, values, shape, type: dtype as ElementType, scattered: undefined }).dataId;
  }
  override move(id: DataId, values: BackendValues, shape: number[], dtype: DataType, references: number): void {
    this.held.set(id, { name: undefined, values, shape, type: dtype as ElementType, scattered: undefined, references });
  }
  override refCount(id: DataId): number {
    return this.held.has(id) ? this.held.get(id).references : 0;
  }
  override incRef(id: DataId): void {
    this.held.get(id).references++;
  }
  decRef(id: DataId): void {
    if (this.held.has(id)) this.held.get(id).references--;
  }
  override disposeData(id: DataId, force = false): boolean {
    if (!this.held.has(id)) return true;
    const held = this.held.get(id);
    if (--held.references > 0 && !force) return false;
    this.held.delete(id);
    const { rows, ids, dense } = held.scattered ?? {};
    for (const part of [rows, ids, dense]) if (part) this.disposeData(part.dataId);
    return true;
  }
  override numDataIds(): number {
    return this.held.numDataIds();
  }
  override memory() {
    return { unreliable: true, reasons: ["only names are held"] } as ReturnType<KernelBackend["memory"]>;
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override timerAvailable(): boolean {
    return false;
  }
  override readSync(id: DataId): never {
    throw new Error(`${RECORDER}: a program may not look at values (${this.held.get(id).name ?? "a constant"})`);
  }
  override read(id: DataId): Promise<never> {
    return this.readSync(id);
  }
}

const backend = new RecorderBackend();
registerBackend(RECORDER, () => backend as unknown as KernelBackend, 0);

/** What the recorder knows of a tensor. */
export function heldOf(tensor: TensorInfo): Held {
  return backend.held.get(tensor.dataId);
}

/** The same data as another tensor. */
export function alias({ dataId, shape, dtype }: TensorInfo): TensorInfo {
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}

/** The name of a tensor in the graph; a constant becomes part of the model. */
export function nameOf(tensor: TensorInfo): string {
  const held = heldOf(tensor);
  if (held.scattered !== undefined) {
    throw new Error(`${RECORDER}: the gradient of an embedding may only be added to another gradient`);
  }
  return held.name ??= constant(held.type, held.shape, held.values as ArrayLike<number>);
}

/** A constant; small ones that are equal are one. */
export function constant(type: ElementType, shape: readonly number[], values: ArrayLike<number>): string {
  const { constants, known } = recording();
  const bytes = bytesOf(type, values), key = bytes.length > 256 ? undefined : `${type} ${shape} ${bytes}`;
  const there = key === undefined ? undefined : known.get(key);
  if (there !== undefined) return there;
  const name = `c${constants.length}`;
  constants.push({ name, type, shape, bytes });
  if (key !== undefined) known.set(key, name);
  return name;
}

function bytesOf(type: ElementType, values: ArrayLike<number>): Uint8Array {
  const typed = type === "float32"
    ? Float32Array.from(values)
    : type === "int32"
    ? Int32Array.from(values)
    : type === "int64"
    ? BigInt64Array.from(Array.from(values, BigInt))
    : Uint8Array.from(values);
  return new Uint8Array(typed.buffer);
}

/** Whole numbers as ONNX wants shapes and axes. */
export function int64s(values: readonly number[]): string {
  return constant("int64", [values.length], values);
}

/** What a node is, beside its inputs. */
export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly domain?: "com.microsoft";
}

/** Adds a node; its outputs, in order. Inputs are tensors or names. */
export function emit(
  operation: string,
  inputs: readonly (TensorInfo | string)[],
  outputs: readonly { readonly shape: readonly number[]; readonly type: string }[],
  { attributes = {}, domain }: NodeOptions = {},
): TensorInfo[] {
  const into = recording(), names = outputs.map((_, i) => `t${into.values.size + i}`);
  into.nodes.push({
    operation,
    domain: domain ?? "",
    inputs: inputs.map((input) => typeof input === "string" ? input : nameOf(input)),
    outputs: names,
    attributes,
  });
  return outputs.map(({ shape, type: wide }, i) => {
    const name = names[i], type = wide as ElementType;
    into.values.set(name, { name, shape, type });
    return backend.keep({ name, values: undefined, shape, type, scattered: undefined });
  });
}

/** A gradient of table rows, to be scattered outside of the graph. */
export function scattered(shape: readonly number[], parts: ScatteredRows): TensorInfo {
  for (const part of [parts.rows, parts.ids, parts.dense]) if (part) backend.incRef(part.dataId);
  return backend.keep({ name: undefined, values: undefined, shape, type: "float32", scattered: parts });
}

/** A recorded output: a tensor of the graph, or rows to be scattered. */
export type Recorded = Readonly<Record<string, Tensor>>;

/**
 * Runs `f` on the recorder.
 *
 * @param inputs the graph's inputs.
 * @returns the graph, its outputs named as `f` names them. The gradient of an embedding gives two outputs instead, or
 * one: `<name>#rows`, and `<name>` where it has a dense part; its ids are not put out, the caller has them.
 */
export function record(inputs: readonly GraphValue[], f: (tensors: Record<string, Tensor>) => Recorded): Graph {
  if (current !== undefined) throw new Error(`${RECORDER}: record() within record()`);
  const before = engine().backendName;
  setBackend(RECORDER);
  current = { nodes: [], constants: [], known: new Map(), values: new Map() };
  try {
    const outputs: GraphValue[] = [], names = new Map<string, string>();
    const put = (name: string, tensor: TensorInfo) => {
      const made = nameOf(tensor);
      if (names.has(made) || !recording().values.has(made)) {
        throw new Error(`${RECORDER}: ${name}: wanted a value of its own that a node computes`);
      }
      names.set(made, name);
      outputs.push({ name, type: tensor.dtype as ElementType, shape: tensor.shape });
    };
    tidy(() => {
      const made = f(Object.fromEntries(inputs.map(({ name, type, shape }) => {
        const info = backend.keep({ name, values: undefined, shape, type, scattered: undefined });
        return [name, engine().makeTensorFromTensorInfo(info)];
      })));
      for (const [name, tensor] of Object.entries(made)) {
        const rows = heldOf(tensor).scattered;
        if (rows === undefined) put(name, tensor);
        else {
          put(`${name}#rows`, rows.rows);
          if (rows.dense) put(name, rows.dense);
        }
      }
    });
    return { ...renamed(needed(current, names.keys()), names), inputs, outputs };
  } finally {
    current = undefined;
    if (before) setBackend(before);
  }
}

/** A graph without its edge. */
type Inside = Pick<Graph, "nodes" | "constants" | "values">;

/** What the outputs need: a forward pass alone makes nothing for a backward pass. */
function needed({ nodes, constants, values }: Inside, outputs: Iterable<string>): Inside {
  const names = new Set(outputs), kept: GraphNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => names.has(name))) continue;
    kept.push(node);
    for (const name of node.inputs) names.add(name);
  }
  return { nodes: kept.reverse(), constants: constants.filter(({ name }) => names.has(name)), values };
}

/** Gives values the names of the outputs that they are, so that a node writes into the output and nothing is copied. */
function renamed({ nodes, constants, values }: Inside, names: ReadonlyMap<string, string>): Inside {
  const of = (name: string) => names.get(name) ?? name;
  return {
    nodes: nodes.map((node) => ({ ...node, inputs: node.inputs.map(of), outputs: node.outputs.map(of) })),
    constants,
    values: new Map([...values].map(([name, value]) => [of(name), { ...value, name: of(name) }])),
  };
}
