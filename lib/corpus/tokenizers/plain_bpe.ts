/**
 * Reads tokenizer.json files that are plain byte-level BPE.
 *
 * @module
 */
import { LETTER_OF_BYTE } from "./byte_alphabet.ts";
import { type JsonObject, list, member, object, type TokenizerJson } from "./tokenizer_file.ts";

/** What a plain byte-level BPE is made of. */
export interface PlainBpe {
  /** Tokens by id, in letters that stand for bytes; undefined where an id is free or belongs to an added token alone. */
  readonly tokens: readonly (string | undefined)[];
  /** Id of each byte. */
  readonly idOfByte: Int32Array;
  /** Left, right and merged id of each merge, in order. */
  readonly merges: Int32Array;
  /** Whether text is brought to Unicode's form NFC first. */
  readonly nfc: boolean;
  /** Tokens found in the text before it is cut into words. */
  readonly added: readonly AddedToken[];
}

/** A token that is found in the text as it stands. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Whether it is looked for after normalisation (and is itself normalised). */
  readonly normalized: boolean;
}

/**
 * A plain byte-level BPE, or the reason, as a sentence's end, why this file is none: something in it that the fast
 * encoder does not know. "Plain" is what GPT-2, GPT-NeoX and Pythia use and what Hugging Face's BpeTrainer writes.
 */
export function plainBpe(json: TokenizerJson): PlainBpe | string {
  const { model } = json;
  const kind = member(model, "type");
  if (kind !== "BPE" && !(kind === undefined && Array.isArray(member(model, "merges")))) return `its model is ${kind}`;
  const reason = oddModel(model) ?? oddPreTokenizer(member(json.root, "pre_tokenizer")) ??
    oddPostProcessor(member(json.root, "post_processor")) ?? oddDecoder(member(json.root, "decoder"));
  if (reason !== undefined) return reason;
  const normalizer = formOf(member(json.root, "normalizer"));
  if (normalizer === undefined) return "it has a normalizer other than NFC";
  const vocabulary = vocabularyOf(model);
  if (typeof vocabulary === "string") return vocabulary;
  const idOfByte = Int32Array.from(LETTER_OF_BYTE, (letter) => vocabulary.get(letter) ?? -1);
  if (idOfByte.includes(-1)) return "its vocabulary lacks some of the 256 bytes";
  const merges = mergesOf(model, vocabulary);
  if (typeof merges === "string") return merges;
  const added = addedTokens(json.root, vocabulary);
  if (typeof added === "string") return added;
  const tokens: (string | undefined)[] = [];
  for (const [token, id] of vocabulary) tokens[id] = token;
  return { tokens: Array.from(tokens), idOfByte, merges, nfc: normalizer === "NFC", added };
}

const unset = (value: unknown) =>
  value === undefined || value === null || value === "" || value === false || value === 0;

function oddModel(model: JsonObject): string | undefined {
  for (
    const name of ["dropout", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback", "ignore_merges"]
  ) {
    if (!unset(member(model, name))) return `its model sets ${name}`;
  }
  return undefined;
}

function oddPreTokenizer(value: unknown): string | undefined {
  const it = object(value);
  if (it === undefined || member(it, "type") !== "ByteLevel") return "its pre_tokenizer is not ByteLevel";
  // Files from before these switches existed have neither; Hugging Face then puts a space in front, and uses the rule.
  if (member(it, "add_prefix_space") !== false) return "its pre_tokenizer puts a space in front";
  return (member(it, "use_regex") ?? true) === true ? undefined : "its pre_tokenizer does not cut into words";
}

function oddPostProcessor(value: unknown): string | undefined {
  const it = object(value);
  if (value === undefined || value === null || member(it, "type") === "ByteLevel") return undefined;
  const single = list(member(it, "single"));
  const whole = member(it, "type") === "TemplateProcessing" && single !== undefined &&
    single.filter((piece) => member(object(piece), "Sequence") !== undefined).length === 1;
  return whole ? undefined : "it has an unusual post_processor";
}

function oddDecoder(value: unknown): string | undefined {
  return member(object(value), "type") === "ByteLevel" ? undefined : "its decoder is not ByteLevel";
}

function formOf(value: unknown): "none" | "NFC" | undefined {
  if (value === undefined || value === null) return "none";
  const it = object(value);
  if (member(it, "type") === "NFC") return "NFC";
  const inner = list(member(it, "normalizers"));
  if (member(it, "type") !== "Sequence" || inner === undefined || inner.length > 1) return undefined;
  return inner.length === 0 ? "none" : formOf(inner[0]);
}

function vocabularyOf(model: JsonObject): Map<string, number> | string {
  const source = object(member(model, "vocab"));
  if (source === undefined) return "its model has no vocabulary";
  const vocabulary = new Map<string, number>(), ids = new Set<number>();
  for (const [token, id] of Object.entries(source)) {
    // 2^24 ids are far beyond any vocabulary; a stray one must not make an array of that length.
    if (!(typeof id === "number" && Number.isInteger(id) && id >= 0 && id < 1 << 24)) {
      return "some ids are not whole numbers";
    }
    if (ids.has(id)) return "two of its tokens share an id";
    ids.add(id);
    vocabulary.set(token, id);
  }
  return vocabulary;
}

function mergesOf(model: JsonObject, vocabulary: ReadonlyMap<string, number>): Int32Array | string {
  const source = list(member(model, "merges"));
  if (source === undefined) return "its model has no merges";
  const merges = new Int32Array(3 * source.length);
  for (const [rank, merge] of source.entries()) {
    const pair: unknown = typeof merge === "string" ? merge.split(" ") : merge;
    if (!Array.isArray(pair) || pair.length !== 2) return `its merge ${rank + 1} is no pair`;
    const ids = [pair[0], pair[1], `${pair[0]}${pair[1]}`].map((token) => vocabulary.get(token));
    for (const [i, id] of ids.entries()) {
      if (id === undefined) return `its merge ${rank + 1} speaks of tokens that its vocabulary lacks`;
      merges[3 * rank + i] = id;
    }
  }
  return merges;
}

function addedTokens(root: JsonObject, vocabulary: ReadonlyMap<string, number>): AddedToken[] | string {
  const tokens: AddedToken[] = [];
  let free = vocabulary.size;
  for (const item of list(member(root, "added_tokens")) ?? []) {
    const it = object(item), content = member(it, "content"), id = member(it, "id");
    if (typeof content !== "string" || content === "" || typeof id !== "number") return "an added token is incomplete";
    if ([member(it, "lstrip"), member(it, "rstrip"), member(it, "single_word")].some((flag) => !unset(flag))) {
      return `the added token ${JSON.stringify(content)} takes account of its neighbours`;
    }
    // Hugging Face numbers added tokens itself: the vocabulary's id, or the next free one.
    const known = vocabulary.get(content);
    if (id !== (known ?? free)) return `the added token ${JSON.stringify(content)} has an id out of order`;
    if (known === undefined) free += 1;
    if (tokens.some((other) => other.content === content)) return "an added token stands there twice";
    const normalized = member(it, "normalized") ?? member(it, "special") !== true;
    tokens.push({ id, content, normalized: normalized === true });
  }
  return tokens;
}
