/**
 * Writes what tokenizer_ids.py reads into a folder: the texts, and the tokenizers' files.
 *
 *     deno run -c deno.train.json -A tests/golden/corpus/dump_tokenizer_texts.ts /tmp/texts
 *     python tests/golden/corpus/tokenizer_ids.py /tmp/texts > tests/golden/corpus/tokenizer_ids.json
 */
import { trainBpe } from "../../../lib/corpus/tokenizers/bpe_train.ts";
import { GPT2, neoxLike } from "../../corpus/tokenizer_files.ts";
import { fuzzedTexts, hashOfTexts, markedTexts, sampleTexts } from "../../corpus/tokenizer_texts.ts";

const [folder] = Deno.args;
if (GPT2 instanceof Error) throw GPT2;
const sample = await sampleTexts(), fuzz = fuzzedTexts(), marked = markedTexts();
Deno.mkdirSync(folder, { recursive: true });
const write = (name: string, value: unknown) => Deno.writeTextFileSync(`${folder}/${name}`, JSON.stringify(value));
write("sample.json", sample);
write("fuzz.json", fuzz);
write("marked.json", marked);
write("hashes.json", { sample: hashOfTexts(sample), fuzz: hashOfTexts(fuzz), marked: hashOfTexts(marked) });
Deno.writeTextFileSync(`${folder}/gpt2_tokenizer.json`, GPT2);
const { json } = await trainBpe(sample, { vocabularySize: 8192 });
Deno.writeTextFileSync(`${folder}/neox_like_tokenizer.json`, neoxLike(json));
