/**
 * Mends the one place where `@huggingface/tokenizers` 0.2.0 cuts words otherwise than the Python library.
 *
 * @module
 */

/** GPT-2's rule with white space as Rust and Oniguruma know it: U+0085 is one, U+FEFF is none. */
const EXACT =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** The same tokenizer, with this rule wherever its pre-tokenizer uses GPT-2's. */
export function withExactWords<T extends { pre_tokenizer: unknown }>(tokenizer: T): T {
  const mend = (part: unknown) => {
    if (part === null || (typeof part !== "object" && typeof part !== "function")) return;
    if ("use_regex" in part && "pattern" in part && part.pattern instanceof RegExp) part.pattern = EXACT;
    if ("tokenizers" in part && Array.isArray(part.tokenizers)) part.tokenizers.forEach(mend);
  };
  mend(tokenizer.pre_tokenizer);
  return tokenizer;
}
