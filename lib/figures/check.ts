import { got, outOfRange, wrongKind } from "../errors.ts";

/** Throws unless every number is finite; `what` names the list in the message. */
export function finite(what: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (typeof values[i] !== "number") throw wrongKind(`${what}[${i}] is ${got(values[i])}; wanted a number`);
    if (!Number.isFinite(values[i])) throw outOfRange(`${what}[${i}] is ${values[i]}; wanted a finite number`);
  }
}

/** Throws unless the list has the wanted length and finite numbers. */
export function finiteList(what: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length) throw outOfRange(`${what} has ${values.length} numbers; wanted ${length}`);
  finite(what, values);
}

/** Throws unless the list holds something. */
export function some(what: string, values: ArrayLike<unknown>): void {
  if (values.length === 0) throw outOfRange(`${what} is empty; wanted at least one`);
}

/** Throws unless lower ≤ upper everywhere; both must have the wanted length. */
export function bounds(what: string, lower: ArrayLike<number>, upper: ArrayLike<number>, length: number): void {
  finiteList(`${what}.lower`, lower, length);
  finiteList(`${what}.upper`, upper, length);
  for (let i = 0; i < length; i++) {
    if (lower[i] > upper[i]) {
      throw outOfRange(`${what}: lower[${i}] is ${lower[i]}, above upper[${i}], ${upper[i]}; wanted lower ≤ upper`);
    }
  }
}

/** Throws unless the list has the wanted length. */
export function sameLength(what: string, values: ArrayLike<unknown>, length: number): void {
  if (values.length !== length) throw outOfRange(`${what} has ${values.length} entries; wanted ${length}`);
}
