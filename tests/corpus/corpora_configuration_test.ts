/** The configurations: each has what a smaller one has, and fetches no more than its commands need. */
import { deepEqual, equal, ok } from "../assert.ts";
import { BUILTIN_CORPORA } from "../../lib/corpus/builtin/corpora.ts";

const json = (file: string) => JSON.parse(Deno.readTextFileSync(new URL(`../../${file}`, import.meta.url)));
const packages = (file: string) => Object.keys(json(file).npm).map((key) => key.replace(/(?<=.)@.*/, ""));
const EXTENDED = BUILTIN_CORPORA.filter(({ configuration }) => configuration === "deno.corpora.json");
/** From what fitting needs to what the extended corpora need. */
const GROWING = ["deno", "deno.corpus", "deno.train", "deno.corpora"];

Deno.test("each configuration has what the smaller one has, at the same versions", () => {
  const added = GROWING.slice(1).map((larger, i) => {
    const fewer = json(`${GROWING[i]}.json`).imports, more = json(`${larger}.json`).imports;
    for (const [name, version] of Object.entries(fewer)) equal(more[name], version, `${name} in ${larger}.json`);
    return Object.keys(more).filter((name) => !Object.hasOwn(fewer, name));
  });
  ok(added[0].length > 0);
  deepEqual(added[1].filter((name) => !name.startsWith("@tensorflow/")), ["@mixlab/mixlab/train", "onnxruntime-node"]);
  deepEqual(added[2].sort(), EXTENDED.map((one) => one.package).sort());
});

Deno.test("their locks agree", () => {
  GROWING.slice(1).forEach((larger, i) => {
    const fewer = json(`${GROWING[i]}.lock`), more = json(`${larger}.lock`);
    ok(Object.keys(fewer.npm).length > 5);
    for (const [key, { integrity }] of Object.entries<{ integrity: string }>(fewer.npm)) {
      equal(more.npm[key]?.integrity, integrity, `${key} in ${larger}.lock`);
    }
    for (const [name, version] of Object.entries(fewer.specifiers)) {
      equal(more.specifiers[name], version, `${name} in ${larger}.lock`);
    }
  });
});

Deno.test("notebooks that train have the names of deno.train.json, one folder up, and its lock", () => {
  const folder = "notebooks/training", { imports, unstable, allowScripts, lock } = json("deno.train.json");
  const own = json(`${folder}/deno.json`);
  const moved = Object.entries<string>(imports).map(([name, to]) => [name, to.replace(/^\.\//, "../../")]);
  deepEqual(own, {
    imports: Object.fromEntries(moved),
    unstable,
    allowScripts,
    lock: { ...lock, path: "./deno.lock" },
    fmt: { lineWidth: 120 },
  });
  const locked = json(`${folder}/deno.lock`), larger = json("deno.train.lock");
  // Deno adds what the package above it depends on.
  deepEqual({ ...locked.workspace, links: undefined }, { ...larger.workspace, links: undefined });
  deepEqual({ ...locked, workspace: 0 }, { ...larger, workspace: 0 });
});

Deno.test("every package of a built-in corpus is pinned by the configurations that have it, and by their locks", () => {
  for (const { configuration, package: name, version } of BUILTIN_CORPORA) {
    const having = configuration === "deno.train.json" ? ["deno.corpus.json", configuration] : [configuration];
    for (const file of having) {
      equal(json(file).imports[name], `npm:${name}@${version}`);
      const locked = json(file.replace(/json$/, "lock")).npm[`${name}@${version}`];
      ok(/^sha512-/.test(locked?.integrity), `${name} in the lock of ${file}`);
    }
  }
});

Deno.test("what is heavy is fetched for those alone who need it", () => {
  ok(packages("deno.corpora.lock").length > 300);
  const engines = (name: string) => /^@tensorflow\/|^onnxruntime-/.test(name);
  const extended = (name: string) => name.startsWith("@stdlib/") || EXTENDED.some((one) => one.package === name);
  for (const lock of ["deno.lock", "deno.corpus.lock"]) deepEqual(packages(lock).filter(engines), [], lock);
  ok(packages("deno.train.lock").some(engines));
  for (const lock of ["deno.lock", "deno.corpus.lock", "deno.train.lock"]) {
    deepEqual(packages(lock).filter(extended), [], lock);
  }
});

Deno.test("the two runs of `deno task test` leave out no file, and run none twice", () => {
  const [light, training] = json("deno.json").tasks.test.command.split(" && ");
  const left = /--ignore=(\S+) tests\/$/.exec(light)![1].split(",");
  deepEqual(training.split(" ").filter((word: string) => word.startsWith("tests/")), left);
});
