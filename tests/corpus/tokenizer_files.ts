/** Files for tests of tokenizers: GPT-2's, rebuilt from npm, and one like GPT-NeoX's (Pythia's). */
import { equal } from "../assert.ts";
import { sha256Hex } from "../../lib/text/sha256_hex.ts";

/** SHA-256 of what tests/golden/corpus/make_gpt2_json.ts writes. */
export const GPT2_SHA256 = "b4839e46cac99d99159474b149b567dad9d0e623da34ec4422bd45e3acc75f19";
const SCRIPT = new URL("../golden/corpus/make_gpt2_json.ts", import.meta.url).pathname;

async function build(): Promise<string | Error> {
  const folder = Deno.makeTempDirSync();
  try {
    const config = `${folder}/deno.json`, file = `${folder}/tokenizer.json`;
    const imports = { r50k_base: "npm:gpt-tokenizer@4.0.0/bpeRanks/r50k_base" };
    Deno.writeTextFileSync(config, JSON.stringify({ imports, lock: false }));
    const args = ["run", "--no-prompt", "--quiet", "-c", config, `--allow-write=${folder}`, SCRIPT, file];
    const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    if (!success) return new Error(`GPT-2's tokenizer could not be rebuilt: ${new TextDecoder().decode(stderr)}`);
    const json = Deno.readTextFileSync(file);
    equal(sha256Hex(json), GPT2_SHA256);
    return json;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** GPT-2's tokenizer.json, rebuilt in a temporary folder, or why not: the registry is out of reach. CI must have it. */
export const GPT2: string | Error = await build();
if (GPT2 instanceof Error && Deno.env.get("CI") === "true") throw GPT2;

/** Registers a test that needs GPT-2's tokenizer.json; where the registry is out of reach it is reported as skipped. */
export function needsGpt2(name: string, test: (json: string) => void | Promise<void>): void {
  const json = GPT2;
  if (json instanceof Error) Deno.test.ignore(`${name} (skipped: ${json.message.split("\n")[0]})`, () => {});
  else Deno.test(name, () => test(json));
}

/** A trained tokenizer made like GPT-NeoX's: NFC first, then runs of 24 to 2 spaces and other added tokens. */
export function neoxLike(trained: string): string {
  const json = JSON.parse(trained), free = Object.keys(json.model.vocab).length;
  const flags = { single_word: false, lstrip: false, rstrip: false };
  const contents = Array.from({ length: 23 }, (_, i) => " ".repeat(24 - i));
  contents.push("|||EMAIL|||", "e\u0301toile", "e\u0301t");
  json.normalizer = { type: "NFC" };
  json.added_tokens.push(
    { id: free, content: "<|padding|>", ...flags, normalized: false, special: true },
    ...contents.map((content, i) => ({ id: free + 1 + i, content, ...flags, normalized: true, special: false })),
  );
  return JSON.stringify(json);
}
