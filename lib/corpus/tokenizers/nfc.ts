/**
 * Unicode's normal form C as Hugging Face's tokenizers compute it.
 *
 * @module
 */

/**
 * Characters that JavaScript's newer Unicode reorders or composes and the tables of Hugging Face's Rust code do not:
 * combining marks and letters of scripts added since Unicode 11. To that code they are letters like any other.
 */
const NEWER = [
  String.raw`\u07fd\u0897-\u089f\u08ca-\u08d3\u09fe\u0c3c\u0d3b\u0d3c\u0eba\u1715\u1abf-\u1ace\u1df6-\u1dfa\ua82c`,
  String.raw`\u{105c9}\u{105d2}\u{105da}\u{105e4}\u{10d24}-\u{10d27}\u{10d69}-\u{10d6d}\u{10eab}\u{10eac}`,
  String.raw`\u{10efd}-\u{10eff}\u{10f46}-\u{10f50}\u{10f82}-\u{10f85}\u{11070}\u{1133b}\u{11382}-\u{11385}`,
  String.raw`\u{1138b}\u{1138e}\u{11390}\u{11391}\u{113c2}\u{113c5}\u{113c7}\u{113c8}\u{113ce}-\u{113d0}\u{1145e}`,
  String.raw`\u{11839}\u{1183a}\u{11935}\u{11938}\u{1193d}\u{1193e}\u{11943}\u{119e0}\u{11a34}\u{11a47}\u{11a99}`,
  String.raw`\u{11d42}\u{11d44}\u{11d45}\u{11d97}\u{11f41}\u{11f42}\u{1611e}\u{16121}-\u{16129}\u{1612f}\u{16d63}`,
  String.raw`\u{16d67}-\u{16d6a}\u{16ff0}\u{16ff1}\u{1e08f}\u{1e130}-\u{1e136}\u{1e2ae}\u{1e2ec}-\u{1e2ef}`,
  String.raw`\u{1e4ec}-\u{1e4ef}\u{1e5ee}\u{1e5ef}`,
].join("");
const HAS_NEWER = new RegExp(`[${NEWER}]`, "u"), BETWEEN = new RegExp(`([${NEWER}])`, "u");
/** Below U+0300 every text is in normal form. */
const MAY_CHANGE = /[\u0300-\u{10ffff}]/u;

/**
 * A text in normal form C. Tested against Python on 40,000 strings of marks and letters
 * (tests/corpus/tokenizer_parity_test.ts).
 */
export function nfc(text: string): string {
  if (!MAY_CHANGE.test(text)) return text;
  if (!HAS_NEWER.test(text)) return text.normalize("NFC");
  return text.split(BETWEEN).map((part) => HAS_NEWER.test(part) ? part : part.normalize("NFC")).join("");
}
