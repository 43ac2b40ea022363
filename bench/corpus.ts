/**
 * Corpora, measured beside their peers in one run: reading beside the bare loop, tokenizing on two cores beside the
 * library on one (and Python's, where the machine has it), and the sampler.
 *
 *     deno run -c deno.train.json -A bench/corpus.ts
 *
 * @module
 */
const here = (name: string) => new URL(name, import.meta.url).pathname;
let failed = 0;
for (const name of ["corpus_readers.ts", "corpus_tokenizers.ts", "corpus_sampler.ts"]) {
  console.log(`\n== ${name}`);
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-c", here("../deno.train.json"), "-A", here(name)],
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (code !== 0) failed++;
}
Deno.exit(failed === 0 ? 0 : 1);
