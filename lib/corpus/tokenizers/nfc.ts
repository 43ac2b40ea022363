/**
 * Unicode's normal form C as Hugging Face's tokenizers compute it.
 *
 * @module
 */

/** A text in normal form C. */
export function nfc(text: string): string {
  return text.normalize("NFC");
}
