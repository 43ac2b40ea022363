/** How batches are made up, changed on the way: a method's visits are exact, its main phase is drawn. */
import { deepEqual, equal, throws } from "../assert.ts";
import { mixture } from "../../lib/mixture/mixture.ts";
import type { SamplerState } from "../../lib/corpus/sampler/sampler_state.ts";
import { SHARES, start } from "./samplers.ts";

const through = (state: SamplerState): SamplerState => JSON.parse(JSON.stringify(state));
const EVEN = mixture({ web: 0.5, code: 0.5 });

Deno.test("setMixture: each batch is the one that a sampler of that kind would make, rows going on in their epochs", () => {
  const changing = start(), drawn = start(), dealt = start({ batches: "exact" });
  for (let n = 0; n < 4; n++) deepEqual(changing.next(), drawn.next());
  changing.setMixture(EVEN, { batches: "exact" });
  dealt.setMixture(EVEN);
  for (let n = 0; n < 4; n++) dealt.plan();
  for (let n = 4; n < 9; n++) {
    const own = changing.plan(), exact = dealt.plan();
    deepEqual([...own.counts_m], [5, 5, 0]);
    deepEqual(own.domains_B, exact.domains_B, `batch ${n}`); // in the places that an exact sampler gives them
  }
  changing.setMixture(mixture(SHARES), { batches: "multinomial" });
  for (let n = 4; n < 9; n++) drawn.plan();
  for (let n = 9; n < 12; n++) deepEqual(changing.plan().domains_B, drawn.plan().domains_B);
  const { domains } = changing.state();
  equal(domains.reduce((sum, { sequences }) => sum + sequences, 0), 120);
  for (const { domain, epochs, sequences, slots } of changing.report()) equal(epochs * slots, sequences, domain);
});

Deno.test("setMixture: no row is drawn twice in an epoch, however often the kind changes", () => {
  const batches = start(), seen = new Set<string>();
  for (let n = 0; n < 12; n++) {
    batches.setMixture(mixture({ web: 0.9, code: 0.1 }), { batches: n % 3 === 0 ? "exact" : "multinomial" });
    const { domains_B, epochs_B, slots_B } = batches.plan();
    domains_B.forEach((i, r) => seen.add(`${i} ${epochs_B[r]} ${slots_B[r]}`));
  }
  equal(seen.size, 120);
});

Deno.test("state: tells the kind only where it was changed, and goes on with it", () => {
  const batches = start();
  equal("batches" in batches.state(), false);
  batches.setMixture(EVEN, { batches: "exact" });
  batches.next();
  const state = through(batches.state()), other = start();
  equal(state.batches, "exact");
  equal(state.settings.batches, "multinomial");
  other.restore(state);
  deepEqual(other.next(), batches.next());
  deepEqual(other.state(), batches.state());
  batches.setMixture(EVEN, { batches: "multinomial" });
  equal("batches" in batches.state(), false);
});

Deno.test("state: one without the kind is of the kind that the sampler began with, as those from before", () => {
  const { batches: _, ...before } = start({ batches: "exact" }).state(), one = start({ batches: "exact" });
  one.setMixture(EVEN, { batches: "multinomial" });
  one.restore(before);
  deepEqual(one.next(), start({ batches: "exact" }).next());
});

Deno.test("a kind that is none is refused, and changes nothing", () => {
  const batches = start();
  throws(() => batches.setMixture(EVEN, { batches: "exactly" as "exact" }), {
    name: "TypeError",
    message: 'sampler: batches: wanted one of multinomial, exact, got "exactly"',
  });
  deepEqual(batches.next(), start().next());
  const state = { ...start().state(), batches: "some" as "exact" };
  throws(() => start().restore(state), { name: "TypeError", message: /^state\.batches: wanted multinomial or exact/ });
});
