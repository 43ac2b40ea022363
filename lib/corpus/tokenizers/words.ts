/**
 * GPT-2's rule for cutting text into words before merges:
 *
 *     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
 *
 * with `\s` as Rust and Oniguruma know it (the property White_Space: U+0085 is one, U+FEFF is none; JavaScript's own
 * `\s` has it the other way round). Written as a scanner, since this is where tokenizing spends its time. The classes
 * of all code points are tested against Python's tokenizers (tests/corpus/words_test.ts).
 *
 * @module
 */

const LETTER = 1, NUMBER = 2, SPACE = 3, OTHER = 4;
const IS_LETTER = /^\p{L}$/u, IS_NUMBER = /^\p{N}$/u, IS_SPACE = /^\p{White_Space}$/u;

/** Classes by code point, 0 where not yet asked for: most texts touch few. */
const CLASSES = new Uint8Array(0x110000);

function classify(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  const found = IS_LETTER.test(character)
    ? LETTER
    : IS_NUMBER.test(character)
    ? NUMBER
    : IS_SPACE.test(character)
    ? SPACE
    : OTHER;
  CLASSES[codePoint] = found;
  return found;
}
for (let code = 0; code < 128; code++) classify(code);

/** Class of a code point: 1 letter, 2 number, 3 white space, 4 anything else. A lone surrogate is "anything else". */
export function classOf(codePoint: number): number {
  return CLASSES[codePoint] || classify(codePoint);
}

/** Class at a place of a text. Only letters, numbers and others lie beyond U+FFFF; the caller steps over two units. */
function classAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdbff) return CLASSES[unit] || classify(unit);
  return classOf(text.codePointAt(at)!);
}

/** Where the run of one class that begins at `at` ends. */
function runEnd(text: string, at: number, kind: number): number {
  const n = text.length;
  while (at < n) {
    const unit = text.charCodeAt(at);
    if (unit < 0xd800 || unit > 0xdbff) {
      if ((CLASSES[unit] || classify(unit)) !== kind) break;
      at += 1;
    } else {
      const codePoint = text.codePointAt(at)!;
      if (classOf(codePoint) !== kind) break;
      at += codePoint > 0xffff ? 2 : 1;
    }
  }
  return at;
}

/** Length of the English ending ('s 't 'm 'd 're 've 'll) at an apostrophe, 0 where there is none. */
function endingLength(text: string, at: number): number {
  switch (text.charCodeAt(at + 1)) {
    case 115: // s
    case 116: // t
    case 109: // m
    case 100: // d
      return 2;
    case 114: // re
    case 118: // ve
      return text.charCodeAt(at + 2) === 101 ? 3 : 0;
    case 108: // ll
      return text.charCodeAt(at + 2) === 108 ? 3 : 0;
    default:
      return 0;
  }
}

/** End of the word that begins at `start` (in UTF-16 code units; `start` < length and at a word's beginning). */
export function wordEnd(text: string, start: number): number {
  const first = text.charCodeAt(start), n = text.length;
  if (first === 39) {
    const ending = endingLength(text, start);
    if (ending > 0) return start + ending;
  }
  if (first === 32 && start + 1 < n) {
    const next = classAt(text, start + 1);
    if (next !== SPACE) return runEnd(text, start + 1, next);
  }
  const kind = classAt(text, start);
  const end = runEnd(text, start, kind);
  // Of a run of white space before a word the last one is left for that word (a space) or stands alone.
  return kind === SPACE && end < n && end - start > 1 ? end - 1 : end;
}
