/**
 * One layer of a GPT-NeoX: x + attention(ln₁ x) + mlp(ln₂ u), where u is x itself (parallel) or x + attention(ln₁ x)
 * (sequential).
 *
 * @module
 */
import type { ModelConfig } from "../config.ts";
import { gelu, geluBackward } from "./gelu.ts";
import { heads, headsBackward } from "./heads.ts";
import { layerNorm, layerNormBackward } from "./layer_norm.ts";
import { linear, linearBackward } from "./linear.ts";

/** A parameter of the layer, by what follows `gpt_neox.layers.<l>.`. */
export type Parameter = (name: string) => Float64Array;
/** Takes the gradient of a parameter, by the same name. */
export type Take = (name: string, gradient: Float64Array) => void;

/** What the forward pass computed, which the backward pass needs. */
export interface BlockValues {
  readonly x_ND: Float64Array;
  readonly normal1_ND: Float64Array;
  readonly qkv_N3D: Float64Array;
  readonly mixed_ND: Float64Array;
  readonly u_ND: Float64Array;
  readonly normal2_ND: Float64Array;
  readonly up_NM: Float64Array;
  readonly active_NM: Float64Array;
  readonly y_ND: Float64Array;
}

/** Forward; T positions a row. */
export function block(x_ND: Float64Array, p: Parameter, config: ModelConfig, T: number): BlockValues {
  const { width: D, mlpWidth: M } = config;
  const norm = (x: Float64Array, name: string) =>
    layerNorm(x, p(`${name}.weight`), p(`${name}.bias`), config.layerNormEpsilon);
  const dense = (x: Float64Array, name: string, into: number) =>
    linear(x, p(`${name}.weight`), into, p(`${name}.bias`));

  const normal1_ND = norm(x_ND, "input_layernorm");
  const qkv_N3D = dense(normal1_ND, "attention.query_key_value", D);
  const mixed_ND = heads(qkv_N3D, config, T);
  const attended_ND = sum(x_ND, dense(mixed_ND, "attention.dense", D));
  const u_ND = config.residual === "parallel" ? x_ND : attended_ND;
  const normal2_ND = norm(u_ND, "post_attention_layernorm");
  const up_NM = dense(normal2_ND, "mlp.dense_h_to_4h", D);
  const active_NM = gelu(up_NM);
  const y_ND = sum(attended_ND, dense(active_NM, "mlp.dense_4h_to_h", M));
  return { x_ND, normal1_ND, qkv_N3D, mixed_ND, u_ND, normal2_ND, up_NM, active_NM, y_ND };
}

/** From the gradient of `y_ND` to that of `x_ND`; those of the parameters go to `take`. */
export function blockBackward(
  dY_ND: Float64Array,
  values: BlockValues,
  p: Parameter,
  take: Take,
  config: ModelConfig,
  T: number,
): Float64Array {
  const { width: D, mlpWidth: M } = config;
  const norm = (dY: Float64Array, x: Float64Array, name: string) => {
    const { dX_ND, dGain_D, dBias_D } = layerNormBackward(dY, x, p(`${name}.weight`), config.layerNormEpsilon);
    take(`${name}.weight`, dGain_D);
    take(`${name}.bias`, dBias_D);
    return dX_ND;
  };
  const dense = (dY: Float64Array, x: Float64Array, name: string, into: number) => {
    const { dX_NI, dWeight_OI, dBias_O } = linearBackward(dY, x, p(`${name}.weight`), into);
    take(`${name}.weight`, dWeight_OI);
    take(`${name}.bias`, dBias_O);
    return dX_NI;
  };

  const dActive_NM = dense(dY_ND, values.active_NM, "mlp.dense_4h_to_h", M);
  const dUp_NM = geluBackward(dActive_NM, values.up_NM);
  const dNormal2_ND = dense(dUp_NM, values.normal2_ND, "mlp.dense_h_to_4h", D);
  const dU_ND = norm(dNormal2_ND, values.u_ND, "post_attention_layernorm");
  // What the MLP read is x, or x with attention added.
  const dAttended_ND = config.residual === "parallel" ? dY_ND : sum(dY_ND, dU_ND);
  const dMixed_ND = dense(dAttended_ND, values.mixed_ND, "attention.dense", D);
  const dQkv_N3D = headsBackward(dMixed_ND, values.qkv_N3D, config, T);
  const dNormal1_ND = dense(dQkv_N3D, values.normal1_ND, "attention.query_key_value", D);
  return sum(sum(dY_ND, dU_ND), norm(dNormal1_ND, values.x_ND, "input_layernorm"));
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((v, i) => v + b[i]);
}
