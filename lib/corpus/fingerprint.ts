/**
 * Fingerprints by which near-duplicate documents find each other.
 *
 * @module
 */

/** Bins of the MinHash signature, taken together in bands of rows. */
const BANDS = 20, ROWS = 6, BINS = BANDS * ROWS;
/** Words of a shingle. */
const SHINGLE = 4;
const EMPTY = 0xffffffff;
/** Where the hash of a word begins (FNV-1a). */
const OFFSET = 0x811c9dc5;

/** What is kept of a document. */
export interface Fingerprint {
  /** 64 bits of the words in their order; letters' case (ASCII), spaces and punctuation do not matter. */
  readonly keyHigh: number;
  readonly keyLow: number;
  /** 64 bits a band, high and low in turn; documents that share a band are near-duplicates. Overwritten by the next call. */
  readonly bands: Uint32Array;
}

/** Bands of a fingerprint. */
export const BANDS_PER_DOCUMENT = BANDS;

/**
 * A function from text to fingerprint. Words are runs of letters and digits; in scripts that leave no spaces between
 * words every character is one. The shingles of four words are hashed once each into 120 bins of which the least value
 * stays (MinHash with one permutation; Li, Owen and Zhang 2012), empty bins borrow from others (Shrivastava 2017), and
 * six bins make a band: two documents whose shingles have Jaccard similarity J share at least one of the twenty bands
 * with probability about 1 − (1 − J⁶)²⁰.
 */
export function fingerprinter(): (text: string) => Fingerprint {
  const bins = new Uint32Array(BINS), bands = new Uint32Array(2 * BANDS);
  return (text) => {
    bins.fill(EMPTY);
    let high = 0x9e3779b9, low = 0x85ebca6b, words = 0, hash = OFFSET, inside = false;
    let a = 0, b = 0, c = 0; // the three words before this one
    const endWord = () => {
      const word = scramble(hash);
      high = Math.imul(rotate(high ^ word, 13), 0x2c1b3c6d);
      low = Math.imul(rotate(low ^ word, 17), 0x297a2d39);
      if (++words >= SHINGLE) put(bins, shingle(a, b, c, word));
      a = b;
      b = c;
      c = word;
      hash = OFFSET;
      inside = false;
    };
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const letter = code < 128 ? ASCII[code] : isSeparator(code) ? 0 : code;
      if (letter === 0) {
        if (inside) endWord();
      } else {
        const alone = code >= 0x0e00 && standsAlone(code);
        if (alone && inside) endWord();
        hash = Math.imul(hash ^ letter, 0x01000193);
        inside = true;
        if (alone) endWord();
      }
    }
    if (inside) endWord();
    if (words === 0) {
      // Nothing but punctuation: only the same text will do.
      for (let i = 0; i < text.length; i++) {
        high = Math.imul(rotate(high ^ text.charCodeAt(i), 13), 0x2c1b3c6d);
        low = Math.imul(rotate(low ^ text.charCodeAt(i), 17), 0x297a2d39);
      }
    }
    high = scramble(high ^ words ^ low);
    low = scramble(low ^ high);
    if (words < SHINGLE) put(bins, high ^ low);
    borrow(bins);
    band(bins, bands);
    return { keyHigh: high >>> 0, keyLow: low >>> 0, bands };
  };
}

/** Lower-case letters and digits of ASCII by code; 0 for what separates words. */
const ASCII = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code).toLowerCase();
  return /[a-z0-9]/.test(character) ? character.charCodeAt(0) : 0;
});

/** Spaces and punctuation beyond ASCII. */
function isSeparator(code: number): boolean {
  return code < 0xc0 || (code >= 0x2000 && code < 0x2070) || (code >= 0x3000 && code < 0x3040) ||
    (code >= 0xff00 && code < 0xff10) || code === 0xfeff;
}

/** Thai to Burmese, Khmer, and everything from the CJK radicals on, Hangul syllables apart. */
function standsAlone(code: number): boolean {
  return (code >= 0x0e00 && code < 0x10a0) || (code >= 0x1780 && code < 0x1800) ||
    (code >= 0x2e80 && !(code >= 0xac00 && code < 0xd7b0));
}

function shingle(a: number, b: number, c: number, d: number): number {
  const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(rotate(b, 7), 0x85ebca77) ^
    Math.imul(rotate(c, 14), 0xc2b2ae3d) ^ Math.imul(rotate(d, 21), 0x27d4eb2f);
  return scramble(mixed);
}

function put(bins: Uint32Array, hash: number): void {
  const bin = Math.floor((hash >>> 0) / 2 ** 32 * BINS), value = scramble(hash ^ 0x5bd1e995) >>> 0;
  if (value < bins[bin]) bins[bin] = value;
}

/** Fills empty bins from others, chosen by the bin's number alone, so that like documents borrow alike. */
function borrow(bins: Uint32Array): void {
  const own = bins.slice();
  for (let i = 0; i < BINS; i++) {
    for (let attempt = 1; bins[i] === EMPTY; attempt++) {
      bins[i] = own[(scramble(Math.imul(i + 1, 0x9e3779b1) + attempt) >>> 0) % BINS];
    }
  }
}

function band(bins: Uint32Array, bands: Uint32Array): void {
  for (let k = 0; k < BANDS; k++) {
    let high = k + 1, low = ~k;
    for (let r = 0; r < ROWS; r++) {
      high = Math.imul(rotate(high ^ bins[k * ROWS + r], 13), 0x2c1b3c6d);
      low = Math.imul(rotate(low ^ bins[k * ROWS + r], 17), 0x297a2d39);
    }
    bands[2 * k] = scramble(high);
    bands[2 * k + 1] = scramble(low ^ high);
  }
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

/** A bijection of 32 bits in which every bit depends on every other (the finaliser of MurmurHash3). */
export function scramble(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
