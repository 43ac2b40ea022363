/**
 * Pickles of protocol 3, which every Python 3 reads, put together piece by piece: each function gives the code that leaves
 * one value on the unpickler's stack. Meant for files of a few numbers: nothing is shared and nothing remembered.
 *
 * @module
 */

/** Code of one value. */
export type PickleCode = readonly number[];

/** The bytes of a pickle of one value. */
export function pickle(value: PickleCode): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([0x80, 3, ...value, op(".")]);
}

/** None, True and False. */
export const NONE: PickleCode = [op("N")], TRUE: PickleCode = [0x88], FALSE: PickleCode = [0x89];

/** An integer of 32 bits. */
export function int(value: number): PickleCode {
  return [op("J"), ...number(4, (view) => view.setInt32(0, value, true))];
}

/** A float, whole or not. */
export function float(value: number): PickleCode {
  return [op("G"), ...number(8, (view) => view.setFloat64(0, value, false))];
}

/** A str. */
export function text(value: string): PickleCode {
  return counted("X", new TextEncoder().encode(value));
}

/** A bytes object. */
export function bytes(value: Uint8Array): PickleCode {
  return counted("B", value);
}

/** A tuple. */
export function tuple(...items: readonly PickleCode[]): PickleCode {
  return [op("("), ...items.flat(), op("t")];
}

/** A list. */
export function list(...items: readonly PickleCode[]): PickleCode {
  return [op("]"), op("("), ...items.flat(), op("e")];
}

/** A dict of keys and values in turn. */
export function dict(...pairs: readonly (readonly [PickleCode, PickleCode])[]): PickleCode {
  return [op("}"), op("("), ...pairs.flat(2), op("u")];
}

/** A function or class of a module. */
export function named(module: string, name: string): PickleCode {
  return [op("c"), ...new TextEncoder().encode(`${module}\n${name}\n`)];
}

/** What a call gives. */
export function call(callee: PickleCode, ...args: readonly PickleCode[]): PickleCode {
  return [...callee, ...tuple(...args), op("R")];
}

/** An object of a class, made without calling its `__init__`. */
export function blank(ofClass: PickleCode): PickleCode {
  return [...ofClass, ...tuple(), 0x81];
}

/** An object, its state set: `__setstate__`, or its attributes. */
export function withState(object: PickleCode, state: PickleCode): PickleCode {
  return [...object, ...state, op("b")];
}

function op(letter: string): number {
  return letter.charCodeAt(0);
}

function counted(letter: string, value: Uint8Array): PickleCode {
  return [op(letter), ...number(4, (view) => view.setUint32(0, value.length, true)), ...value];
}

function number(length: number, set: (view: DataView) => void): Uint8Array {
  const out = new Uint8Array(length);
  set(new DataView(out.buffer));
  return out;
}
