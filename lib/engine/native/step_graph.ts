/**
 * The graphs of a program: its token losses, and their gradient.
 *
 * @module
 */
import { engine, type Tensor, type Tensor1D } from "@tensorflow/tfjs-core";
import type { Program } from "../engine.ts";
import type { Graph, GraphValue } from "./onnx_proto.ts";
import "./recorded_kernels.ts";
import { record } from "./recorder.ts";

/** Names at the edge of the graphs, beside those of the parameters. Parameters are named like files, never like these. */
export const INPUTS = "#inputs", TARGETS = "#targets", WEIGHTS = "#weights", LOSSES = "#losses";

/** Name of the output that holds the gradient of a parameter. */
export const gradientOf = (parameter: string): string => `#d ${parameter}`;

/** Sizes that a graph is made for. */
export interface StepShape {
  /** Rows, B. */
  readonly rows: number;
  /** Positions a row, T. */
  readonly context: number;
}

/** Token losses of B rows: {@link LOSSES} from {@link INPUTS}, {@link TARGETS} and the parameters. */
export function lossGraph(program: Program, shape: StepShape): Graph {
  return record(
    [...tokenInputs(shape), ...parameterInputs(program)],
    (tensors) => ({ [LOSSES]: losses(program, shape, tensors) }),
  );
}

/** Token losses, and the gradient of Σ {@link WEIGHTS} × loss by every parameter. */
export function gradientGraph(program: Program, shape: StepShape): Graph {
  const weights: GraphValue = { name: WEIGHTS, type: "float32", shape: [shape.rows * shape.context] };
  return record([...tokenInputs(shape), weights, ...parameterInputs(program)], (tensors) => {
    const names = program.parameters.map(({ name }) => name);
    const { value, grads } = engine().gradients(
      () => losses(program, shape, tensors),
      names.map((name) => tensors[name]),
      tensors[WEIGHTS],
    );
    return { [LOSSES]: value, ...Object.fromEntries(names.map((name, i) => [gradientOf(name), grads[i]])) };
  });
}

function tokenInputs({ rows, context }: StepShape): GraphValue[] {
  return [INPUTS, TARGETS].map((name) => ({ name, type: "int32", shape: [rows * context] }));
}

function parameterInputs({ parameters }: Program): GraphValue[] {
  return parameters.map(({ name, shape }) => ({ name, type: "float32", shape }));
}

function losses(program: Program, { rows, context }: StepShape, tensors: Record<string, Tensor>): Tensor1D {
  const inputs_N = tensors[INPUTS] as Tensor1D, targets_N = tensors[TARGETS] as Tensor1D;
  return program.tokenLosses(tensors, { inputs_N, targets_N, rows, context });
}
