/**
 * The assertions of every test, all strict: `equal(1, "1")` and `deepEqual([0], [-0])` throw. Node promises that of
 * `node:assert/strict`, and Deno 2.9.6 keeps it for the default import alone: the short names imported from there are
 * the loose functions. So tests import from here, which tests/arrows_test.ts sees to.
 */
export {
  deepStrictEqual as deepEqual,
  default,
  doesNotThrow,
  match,
  notDeepStrictEqual as notDeepEqual,
  notStrictEqual as notEqual,
  ok,
  rejects,
  strictEqual as equal,
  throws,
} from "node:assert/strict";
