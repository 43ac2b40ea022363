import { ok, throws } from "../assert.ts";
import type { ModelConfig } from "../../lib/model/config.ts";
import { modelPreset } from "../../lib/model/presets.ts";
import { modelParameters } from "../../lib/model/parameters.ts";
import { referenceGradients, referenceLogits, referenceLosses } from "../../lib/model/reference.ts";
import { checkGradient, dot, normals } from "./finite_differences.ts";

const SMALL: ModelConfig = {
  ...modelPreset("tiny", { vocabularySize: 7, context: 5 }),
  width: 8,
  heads: 2,
  mlpWidth: 12,
  rotaryFraction: 0.5,
};
const ROWS = { rows: 2, context: 4, tokens_BT1: Int32Array.of(1, 2, 1, 6, 0, 3, 3, 3, 5, 4) };

function parametersOf(config: ModelConfig): Map<string, Float64Array> {
  return new Map(
    modelParameters(config).map(({ name, shape }, i) => {
      return [name, normals(shape.reduce((a, b) => a * b, 1), i).map((v) => v * 0.5)];
    }),
  );
}

for (const residual of ["parallel", "sequential"] as const) {
  for (const tiedEmbeddings of [false, true]) {
    Deno.test(`reference: gradients by finite differences, ${residual}, ${tiedEmbeddings ? "tied" : "untied"}`, () => {
      const config = { ...SMALL, residual, tiedEmbeddings },
        parameters = parametersOf(config),
        weights = normals(8, 99);
      const { gradients, losses_BT } = referenceGradients(config, parameters, ROWS, weights);
      const losses = referenceLosses(config, parameters, ROWS);
      losses.forEach((loss, i) => ok(loss === losses_BT[i]));
      for (const [name, values] of parameters) {
        const every = Math.ceil(values.length / 12), at = [...values.keys()].filter((i) => i % every === 0);
        checkGradient(
          () => dot(weights, referenceLosses(config, parameters, ROWS)),
          values,
          gradients.get(name)!,
          name,
          at,
        );
      }
    });
  }
}

Deno.test("reference: says what is wrong with its arguments", () => {
  const parameters = parametersOf(SMALL),
    losses = (rows: object) => referenceLosses(SMALL, parameters, { ...ROWS, ...rows });
  throws(() => losses({ context: 6 }), /wanted rows of at most 5 positions, got 6/);
  throws(() => losses({ rows: 3 }), /wanted 15 ids for 3 rows of 4 positions, got 10/);
  throws(() => losses({ tokens_BT1: new Int32Array(10).fill(7) }), /wanted ids from 0 to 6, got 7/);
  throws(() => referenceGradients(SMALL, parameters, ROWS, [1]), /wanted 8 weights, got 1/);
  parameters.set("embed_out.weight", new Float64Array(3));
  throws(() => referenceLogits(SMALL, parameters, ROWS), /embed_out.weight: wanted 56 numbers, got 3/);
  parameters.delete("embed_out.weight");
  throws(() => referenceLogits(SMALL, parameters, ROWS), /wanted also the parameter embed_out.weight/);
});
