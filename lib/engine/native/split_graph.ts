import type { Graph, GraphValue } from "./onnx_proto.ts";

/** A graph in two: what can be computed before an input is known, and the rest. */
export interface SplitGraph {
  /** Gives the outputs that do not depend on the input, and `carried`. */
  readonly before: Graph;
  /** Takes the input, `carried`, and gives the other outputs. */
  readonly after: Graph;
  /** Values that go from one to the other. */
  readonly carried: readonly GraphValue[];
}

/**
 * Cuts a graph at an input that is known late: DoReMi's weights are made from the losses of the very pass whose gradient
 * they weigh. Nothing is computed twice: what the second half needs of the first is carried over.
 *
 * @param late the input's name.
 * @param early outputs wanted from the first half; only what they need is computed there.
 */
export function splitGraph(graph: Graph, late: string, early: readonly string[]): SplitGraph {
  const producer = new Map(graph.nodes.flatMap((node, i) => node.outputs.map((name) => [name, i] as const)));
  const wanted = new Set<number>(), open = [...early];
  for (let name; (name = open.pop()) !== undefined;) {
    const i = producer.get(name);
    if (name === late) throw new Error(`${early.join(", ")} needs ${late}`);
    if (i === undefined || wanted.has(i)) continue;
    wanted.add(i);
    open.push(...graph.nodes[i].inputs);
  }
  const first = graph.nodes.filter((_, i) => wanted.has(i)), rest = graph.nodes.filter((_, i) => !wanted.has(i));
  const made = new Set(first.flatMap(({ outputs }) => outputs)), used = new Set(rest.flatMap(({ inputs }) => inputs));
  const carried = [...made].filter((name) => used.has(name)).map((name) => graph.values.get(name)!);
  const isEarly = ({ name }: GraphValue) => early.includes(name);
  const only = (nodes: Graph["nodes"]) => {
    const names = new Set(nodes.flatMap(({ inputs }) => inputs));
    return ({ name }: GraphValue) => names.has(name);
  };
  return {
    carried,
    before: {
      nodes: first,
      constants: graph.constants.filter(only(first)),
      inputs: graph.inputs.filter(only(first)),
      outputs: [...graph.outputs.filter(isEarly), ...carried],
      values: graph.values,
    },
    after: {
      nodes: rest,
      constants: graph.constants.filter(only(rest)),
      inputs: [...graph.inputs.filter(only(rest)), ...carried],
      outputs: graph.outputs.filter((output) => !isEarly(output)),
      values: graph.values,
    },
  };
}
