/**
 * The bytes of an ONNX model: protocol buffers of the messages that a training step needs. Field numbers are those of
 * onnx.proto3 (ONNX 1.17).
 *
 * @module
 */

/** Element types that appear in a graph. */
export type ElementType = "float32" | "int32" | "int64" | "bool";
/** TensorProto.DataType. */
export const TYPE_NUMBER: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** An attribute of a node: one number or text, or whole numbers. */
export type Attribute = { readonly float: number } | { readonly int: number } | { readonly text: string } | {
  readonly ints: readonly number[];
};

/** One operation. */
export interface GraphNode {
  readonly operation: string;
  /** "" for ONNX's own, "com.microsoft" for those of ONNX Runtime. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A named tensor at the graph's edge. */
export interface GraphValue {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** A tensor that is part of the model. */
export interface GraphConstant extends GraphValue {
  /** Little-endian. */
  readonly bytes: Uint8Array;
}

/** A whole graph, its nodes in an order in which they can run. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly GraphConstant[];
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** What the nodes put out, by name. */
  readonly values: ReadonlyMap<string, GraphValue>;
}

/** Version of ONNX's operator set, and of the model format that came with it. */
const OPSET = 20, IR_VERSION = 9;

/**
 * A graph as an ONNX model (ModelProto). Nodes are written last first: ONNX Runtime sorts them anew, from the outputs
 * backwards and higher numbers first, and so comes to run them in the order in which they were recorded. Left to itself
 * it puts off the gradients of matrices to the very end, and all that they need stays in memory until then.
 */
export function onnxModel(graph: Graph): Uint8Array<ArrayBuffer> {
  const opset = (domain: string, version: number) => new Message().text(1, domain).int(2, version);
  const body = new Message();
  graph.nodes.toReversed().forEach((node, i) => body.message(1, nodeProto(node, i)));
  body.text(2, "mixlab");
  for (const constant of graph.constants) body.message(5, tensorProto(constant));
  for (const input of graph.inputs) body.message(11, valueProto(input));
  for (const output of graph.outputs) body.message(12, valueProto(output));
  return new Message().int(1, IR_VERSION).text(2, "mixlab").message(7, body)
    .message(8, opset("", OPSET)).message(8, opset("com.microsoft", 1)).bytes();
}

function nodeProto({ operation, domain, inputs, outputs, attributes }: GraphNode, i: number): Message {
  const node = new Message();
  for (const name of inputs) node.text(1, name);
  for (const name of outputs) node.text(2, name);
  node.text(3, `${operation}_${i}`).text(4, operation);
  for (const [name, value] of Object.entries(attributes)) node.message(5, attributeProto(name, value));
  return domain === "" ? node : node.text(7, domain);
}

function attributeProto(name: string, value: Attribute): Message {
  const attribute = new Message().text(1, name);
  if ("float" in value) return attribute.float(2, value.float).int(20, 1);
  if ("int" in value) return attribute.int(3, value.int).int(20, 2);
  if ("text" in value) return attribute.text(4, value.text).int(20, 3);
  for (const one of value.ints) attribute.int(8, one);
  return attribute.int(20, 7);
}

function tensorProto({ name, type, shape, bytes }: GraphConstant): Message {
  const tensor = new Message();
  for (const size of shape) tensor.int(1, size);
  return tensor.int(2, TYPE_NUMBER[type]).text(8, name).raw(9, bytes);
}

function valueProto({ name, type, shape }: GraphValue): Message {
  const dimensions = new Message();
  for (const size of shape) dimensions.message(1, new Message().int(1, size));
  const tensorType = new Message().int(1, TYPE_NUMBER[type]).message(2, dimensions);
  return new Message().text(1, name).message(2, new Message().message(1, tensorType));
}

/** A message in the making: fields are appended in the order of the calls. */
class Message {
  #bytes = new Uint8Array(64);
  #length = 0;

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    wider.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = wider;
  }

  /** A whole number in 7-bit pieces; a negative one as two's complement of 64 bits. */
  #varint(value: number): void {
    this.#room(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 127n) | 128;
    this.#bytes[this.#length++] = Number(rest);
  }

  #tag(field: number, wire: 0 | 2 | 5): void {
    this.#varint(field * 8 + wire);
  }

  int(field: number, value: number): this {
    this.#tag(field, 0);
    this.#varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#tag(field, 5);
    this.#room(4);
    new DataView(this.#bytes.buffer).setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  raw(field: number, bytes: Uint8Array): this {
    this.#tag(field, 2);
    this.#varint(bytes.length);
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  text(field: number, value: string): this {
    return this.raw(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    return this.raw(field, value.#bytes.subarray(0, value.#length));
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}
