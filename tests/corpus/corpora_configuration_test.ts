/** The configuration of the extended corpora: all that training has and four packages more, which training never gets. */
import { deepEqual, equal, ok } from "../assert.ts";
import { BUILTIN_CORPORA } from "../../lib/corpus/builtin/corpora.ts";

const json = (file: string) => JSON.parse(Deno.readTextFileSync(new URL(`../../${file}`, import.meta.url)));
const packages = (file: string) => Object.keys(json(file).npm).map((key) => key.replace(/(?<=.)@.*/, ""));
const EXTENDED = BUILTIN_CORPORA.filter(({ configuration }) => configuration === "deno.corpora.json");

Deno.test("deno.corpora.json has what deno.train.json has, and the four packages", () => {
  const train = json("deno.train.json").imports, corpora = json("deno.corpora.json").imports;
  const more = Object.fromEntries(EXTENDED.map((one) => [one.package, `npm:${one.package}@${one.version}`]));
  deepEqual(corpora, { ...train, ...more });
  equal(Object.keys(corpora).length, Object.keys(train).length + 4);
});

Deno.test("every package of a built-in corpus is pinned by the configuration it names and by its lock", () => {
  for (const { configuration, package: name, version } of BUILTIN_CORPORA) {
    equal(json(configuration).imports[name], `npm:${name}@${version}`);
    const locked = json(configuration.replace(/json$/, "lock")).npm[`${name}@${version}`];
    ok(/^sha512-/.test(locked?.integrity), `${name} in the lock of ${configuration}`);
  }
});

Deno.test("neither training nor fitting fetches anything of the extended corpora", () => {
  ok(packages("deno.corpora.lock").length > 300);
  for (const lock of ["deno.lock", "deno.train.lock"]) {
    const names = packages(lock);
    ok(names.length > 5, lock);
    deepEqual(names.filter((name) => name.startsWith("@stdlib/") || EXTENDED.some((one) => one.package === name)), []);
  }
});
