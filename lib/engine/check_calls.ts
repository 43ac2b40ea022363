/**
 * What every engine checks of what it is given.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import type { Program, TokenRows, TokenWeights } from "./engine.ts";

/**
 * Checks rows against a program.
 *
 * @throws {RangeError} when there are no rows, a row is longer than the program's, or an id is no token.
 */
export function checkRows({ rows, context, tokens_BT1 }: TokenRows, program: Program): void {
  if (!(Number.isSafeInteger(rows) && rows >= 1)) {
    throw outOfRange(`rows: wanted a whole number from 1, got ${got(rows)}`);
  }
  if (!(Number.isSafeInteger(context) && context >= 1 && context <= program.context)) {
    throw outOfRange(`context: wanted a whole number from 1 to ${program.context}, the model's, got ${got(context)}`);
  }
  if (tokens_BT1.length !== rows * (context + 1)) {
    throw outOfRange(`tokens: wanted ${rows} rows of ${context + 1} ids, got ${tokens_BT1.length} ids`);
  }
  const V = program.vocabularySize;
  for (let i = 0; i < tokens_BT1.length; i++) {
    const id = tokens_BT1[i];
    // one comparison catches both ends: a negative id is large without its sign
    if (id >>> 0 >= V) {
      const row = Math.floor(i / (context + 1)), column = i % (context + 1);
      throw outOfRange(
        `tokens: row ${row}, position ${column}: wanted an id below ${V}, the model's vocabulary, got ${id}; ` +
          "was the corpus made with another tokenizer?",
      );
    }
  }
}

/**
 * The weights of a pass: as given, or by the rule.
 *
 * @throws {RangeError} when there is not one for each target.
 */
export function weightsOf(weights: TokenWeights, losses_BT: Float32Array): Float32Array {
  // a copy: the rule may write into what it gets
  const made = typeof weights === "function" ? weights(losses_BT.slice()) : weights;
  if (made.length !== losses_BT.length) {
    throw outOfRange(`weights: wanted ${losses_BT.length}, one a target, got ${made.length}`);
  }
  return made;
}

/**
 * Checks that there is a tensor of the right size for each parameter, and no other.
 *
 * @throws {TypeError} when a name is missing or not known.
 * @throws {RangeError} when one has not its parameter's size.
 */
export function checkTensors(values: ReadonlyMap<string, Float32Array>, { parameters }: Program): void {
  for (const { name, shape } of parameters) {
    const value = values.get(name), size = shape.reduce((product, n) => product * n, 1);
    if (value === undefined) throw wrongKind(`tensors: wanted ${got(name)}, which is missing`);
    if (value.length !== size) {
      throw outOfRange(`tensors: ${name}: wanted ${size} numbers (${shape.join(" × ")}), got ${value.length}`);
    }
  }
  if (values.size === parameters.length) return;
  const known = new Set(parameters.map(({ name }) => name));
  throw wrongKind(`tensors: the program has no parameter ${got([...values.keys()].find((name) => !known.has(name)))}`);
}
