/**
 * Python pickles as plain data. Nothing of a pickle runs: a call of a Python function or class becomes a {@link Made} that
 * only says what was called, with what.
 *
 * Protocols 2 to 5 as far as numpy, pandas and plain data need them: not the text forms of numbers that protocol 0 has.
 *
 * @module
 */
import { unparsable } from "../errors.ts";

/** What Python would have made by calling `name` with `args`; `state` is what it would have set afterwards. */
export class Made {
  state: Value = null;
  constructor(readonly name: string, readonly args: readonly Value[]) {}
}

/** A value in a pickle: lists and tuples are arrays, dictionaries maps. */
export type Value = null | boolean | number | string | Uint8Array | Value[] | Map<Value, Value> | Set<Value> | Made;

const MARK = Symbol("mark");
type Slot = Value | typeof MARK;

/**
 * Parses one pickle.
 *
 * @throws {SyntaxError} when the bytes are no pickle, end early, or use what this reader does not know.
 */
export function parsePickle(bytes: Uint8Array, file: string): Value {
  return new Machine(bytes, file).run();
}

class Machine {
  readonly #view: DataView;
  readonly #stack: Slot[] = [];
  readonly #memo: Value[] = [];
  #at = 0;

  constructor(readonly bytes: Uint8Array, readonly file: string) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): Value {
    for (;;) {
      const start = this.#at;
      const code = this.#take(1)[0];
      if (code === 0x2e) return this.#pop(); // STOP
      if (!this.#step(code)) {
        throw this.#wrong(start, `operation 0x${code.toString(16)} is not one of a pickle of numbers and frames`);
      }
    }
  }

  #step(code: number): boolean {
    switch (String.fromCharCode(code)) {
      case "\x80": // PROTO
        this.#take(1);
        return true;
      case "\x95": // FRAME
        this.#take(8);
        return true;
      case "N":
        return this.#push(null);
      case "\x88":
        return this.#push(true);
      case "\x89":
        return this.#push(false);
      case "K":
        return this.#push(this.#unsigned(1));
      case "M":
        return this.#push(this.#unsigned(2));
      case "J":
        return this.#push(this.#view.getInt32(this.#skip(4), true));
      case "\x8a":
        return this.#push(this.#long(this.#unsigned(1)));
      case "G":
        return this.#push(this.#view.getFloat64(this.#skip(8), false));
      case "\x8c":
        return this.#push(this.#text(this.#unsigned(1)));
      case "X":
        return this.#push(this.#text(this.#unsigned(4)));
      case "\x8d":
        return this.#push(this.#text(this.#unsigned(8)));
      case "C":
        return this.#push(this.#take(this.#unsigned(1)));
      case "B":
        return this.#push(this.#take(this.#unsigned(4)));
      case "\x8e": // BINBYTES8
      case "\x96": // BYTEARRAY8
        return this.#push(this.#take(this.#unsigned(8)));
      case "(":
        this.#stack.push(MARK);
        return true;
      case ")":
      case "]":
        return this.#push([]);
      case "}":
        return this.#push(new Map());
      case "\x8f":
        return this.#push(new Set());
      case "t":
      case "l":
        return this.#push(this.#popMark());
      case "\x85":
        return this.#push([this.#pop()]);
      case "\x86":
        return this.#push(this.#popMany(2));
      case "\x87":
        return this.#push(this.#popMany(3));
      case "a":
        return this.#extend([this.#pop()]);
      case "e":
        return this.#extend(this.#popMark());
      case "\x90":
        return this.#add(this.#popMark());
      case "s":
        return this.#set(this.#popMany(2));
      case "u":
        return this.#set(this.#popMark());
      case "0":
        this.#pop();
        return true;
      case "1":
        this.#popMark();
        return true;
      case "2":
        return this.#push(this.#peek());
      case "\x94": // MEMOIZE
        this.#memo.push(this.#peek());
        return true;
      case "q":
        this.#memo[this.#unsigned(1)] = this.#peek();
        return true;
      case "r":
        return this.#remember(this.#unsigned(4));
      case "h":
        return this.#recall(this.#unsigned(1));
      case "j":
        return this.#recall(this.#unsigned(4));
      case "c": // GLOBAL
        return this.#push(new Made(`${this.#line()}.${this.#line()}`, []));
      case "\x93": { // STACK_GLOBAL
        const [module, name] = this.#popMany(2);
        return this.#push(new Made(`${module}.${name}`, []));
      }
      case "R": // REDUCE
      case "\x81": { // NEWOBJ
        const [callee, args] = this.#popMany(2);
        if (!(callee instanceof Made) || !Array.isArray(args)) throw this.#wrong(this.#at - 1, "a call of no function");
        return this.#push(new Made(callee.name, args));
      }
      case "b": { // BUILD
        const state = this.#pop(), made = this.#peek();
        if (!(made instanceof Made)) throw this.#wrong(this.#at - 1, "a state for what has none");
        made.state = state;
        return true;
      }
    }
    return false;
  }

  #push(value: Value): true {
    this.#stack.push(value);
    return true;
  }

  #peek(): Value {
    const top = this.#stack.at(-1);
    if (top === undefined || top === MARK) throw this.#wrong(this.#at - 1, "nothing to take");
    return top as Value;
  }

  #pop(): Value {
    const top = this.#peek();
    this.#stack.pop();
    return top;
  }

  #popMany(n: number): Value[] {
    return Array.from({ length: n }, () => this.#pop()).reverse();
  }

  #popMark(): Value[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) throw this.#wrong(this.#at - 1, "no mark");
    const values = this.#stack.splice(mark).slice(1);
    return values as Value[];
  }

  #extend(values: Value[]): true {
    const list = this.#peek();
    if (!Array.isArray(list)) throw this.#wrong(this.#at - 1, "wanted a list to append to");
    for (const value of values) list.push(value);
    return true;
  }

  #add(values: Value[]): true {
    const set = this.#peek();
    if (!(set instanceof Set)) throw this.#wrong(this.#at - 1, "wanted a set to add to");
    for (const value of values) set.add(value);
    return true;
  }

  #set(pairs: Value[]): true {
    const map = this.#peek();
    if (!(map instanceof Map) || pairs.length % 2 === 1) {
      throw this.#wrong(this.#at - 1, "wanted pairs and a dictionary");
    }
    for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i], pairs[i + 1]);
    return true;
  }

  #remember(key: number): true {
    // A sparse huge index would only waste memory: writers count up.
    if (key > this.bytes.length) throw this.#wrong(this.#at - 4, "a memo beyond the end");
    this.#memo[key] = this.#peek();
    return true;
  }

  #recall(key: number): true {
    const value = this.#memo[key];
    if (value === undefined) throw this.#wrong(this.#at - 1, "a memo that was never written");
    return this.#push(value);
  }

  #skip(n: number): number {
    const start = this.#at;
    if (n > this.bytes.length - start) throw this.#wrong(this.bytes.length, "the pickle ends early");
    this.#at += n;
    return start;
  }

  #take(n: number): Uint8Array {
    const start = this.#skip(n);
    return this.bytes.subarray(start, start + n);
  }

  #unsigned(width: 1 | 2 | 4 | 8): number {
    return this.#take(width).reduceRight((sum, byte) => sum * 256 + byte, 0);
  }

  #long(width: number): number {
    const bytes = this.#take(width);
    let value = 0n;
    for (let i = width - 1; i >= 0; i--) value = value * 256n + BigInt(bytes[i]);
    const number = Number(BigInt.asIntN(8 * width, value));
    if (!Number.isSafeInteger(number)) {
      throw this.#wrong(this.#at - width, `the integer ${number}, too large to be exact`);
    }
    return number;
  }

  #text(n: number): string {
    const start = this.#at;
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.#take(n));
    } catch (error) {
      if (error instanceof SyntaxError) throw error;
      throw this.#wrong(start, "text that is not UTF-8");
    }
  }

  #line(): string {
    const start = this.#at, end = this.bytes.indexOf(10, start);
    if (end < 0) throw this.#wrong(this.bytes.length, "the pickle ends early");
    this.#at = end + 1;
    return new TextDecoder().decode(this.bytes.subarray(start, end));
  }

  #wrong(at: number, message: string): SyntaxError {
    return unparsable(`${this.file}:1:${at + 1}: not a pickle that can be read: ${message} (column = byte)`);
  }
}
