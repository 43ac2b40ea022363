/** The sampler and the baselines over a corpus on disk, as builders leave it. */
import { deepEqual, equal, ok, throws } from "../assert.ts";
import { baselineMixture } from "../../lib/corpus/baseline_mixtures.ts";
import { buildCorpus } from "../../lib/corpus/build_corpus.ts";
import { openCorpus } from "../../lib/corpus/open_corpus.ts";
import { sampler } from "../../lib/corpus/sampler/sampler.ts";
import { mixture } from "../../lib/mixture/mixture.ts";
import { rowOf } from "./samplers.ts";

const TEXTS = { web: "All happy families are alike. ", code: "const x = 1; return x + 1; " };

async function* documents() {
  for (let n = 0; n < 40; n++) {
    for (const [source, text] of Object.entries(TEXTS)) {
      yield { source, text: `${n} ${text.repeat(n % 7 + 1)}`, where: `${source}:${n}` };
    }
    await Promise.resolve();
  }
}

Deno.test("sampler: from a corpus on disk, packed, resumed with the corpus opened anew, and in whole examples", async () => {
  const out = await Deno.makeTempDir();
  try {
    await buildCorpus({
      documents,
      tokenizer: { kind: "bytes" },
      endOfDocument: "append",
      splitting: { seed: 1, val: 0, test: 0 },
      sources: [],
      out,
    });
    const text = (ids: readonly number[]) => String.fromCharCode(...ids.map((id) => id === 256 ? 10 : id));
    using corpus = openCorpus(out);
    const options = { context: 16, batch: 6, seed: 2, mixture: baselineMixture("natural", corpus) };
    const batches = sampler(corpus, options);
    const place = (domain: string) => corpus.domains.indexOf(domain);
    for (let n = 0; n < 20; n++) {
      const batch = batches.next();
      equal(batch.mask_BT, undefined);
      for (let r = 0; r < 6; r++) {
        ok(/^[\d\n A-Za-z.]+$/.test(text(rowOf(batch, r))) === (batch.domains_B[r] === place("web")));
      }
    }
    {
      using again = openCorpus(out, { inMemory: 0 }); // place by place, not held
      const resumed = sampler(again, options);
      resumed.restore(JSON.parse(JSON.stringify(batches.state())));
      for (let n = 0; n < 5; n++) deepEqual(resumed.next(), batches.next());
    }
    const examples = sampler(corpus, {
      ...options,
      mixture: mixture({ code: 1 }, { unit: "documents" }),
      rows: "examples",
      context: 250,
      batch: 40,
    });
    const epoch = examples.next(), starts = new Set<string>();
    for (let r = 0; r < 40; r++) {
      const row = rowOf(epoch, r), end = row.indexOf(256);
      ok(row.slice(end).every((id) => id === 256), "padded with the end of a document");
      equal(epoch.mask_BT!.subarray(r * 250, (r + 1) * 250).reduce((a, b) => a + b, 0), end, "its own end is a target");
      starts.add(text(row.slice(0, row.indexOf(32))));
    }
    equal(starts.size, 40);
    ok(baselineMixture("doremi-unpacked", corpus, { rowTokens: 64 }).share("code") > 0);
    throws(() => sampler(corpus, { ...options, split: "val" }), /which has no tokens in val/);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});
