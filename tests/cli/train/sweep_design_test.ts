/** The mixtures of `deno task sweep plan`: every design from the line, files of mixtures, bounds, and what is refused. */
import { deepEqual, equal, match, ok, rejects } from "../../assert.ts";
import { designs } from "../../../lib/designs/designs.ts";
import { numbered } from "../../../lib/designs/numbered.ts";
import { parseArguments } from "../../../lib/cli/arguments.ts";
import { askedMixtures, DESIGN_FLAGS, type DesignContext } from "../../../lib/cli/sweep_design.ts";
import { designHelp } from "../../../lib/cli/sweep_design_help.ts";
import { designFlags } from "../../../lib/cli/sweep_design_flags.ts";
import { LINE_FLAGS, PLAN_FLAGS } from "../../../lib/cli/sweep_plan_flags.ts";
import { SETTINGS } from "../../../lib/cli/train_settings.ts";
import { isInputError } from "../../../lib/errors.ts";
import { lawFromParameters } from "../../../lib/laws/load_law.ts";
import { aioliCover } from "../../../lib/mixture/aioli_cover.ts";
import { writeMixtureRows } from "../../../lib/mixture/mixture_rows.ts";
import { encodeNpy } from "../../../lib/tables/encode_npy.ts";
import { needsReference } from "../../reference.ts";
import { inFolder, inMixFolder } from "./mix_process.ts";

const context: DesignContext = {
  ...{ domains: ["web", "code", "books"], targets: ["web", "code", "books"], trainTokens: [4000, 2000, 2000] },
  positions: 4000,
  mixture: (rule) =>
    Promise.resolve(rule === "natural" ? { web: 0.5, code: 0.25, books: 0.25 } : { web: 1, code: 0, books: 0 }),
};
const asked = (line: string, own: Partial<DesignContext> = {}) =>
  askedMixtures(parseArguments(line === "" ? [] : line.split(" "), DESIGN_FLAGS).values, { ...context, ...own });
const refuses = async (line: string, message: RegExp, own: Partial<DesignContext> = {}) => {
  await rejects(asked(line, own), (error: Error) => {
    match(error.message, message);
    ok(isInputError(error), error.message);
    return true;
  });
};

/** Mixtures without names. */
const named = (rows: readonly ArrayLike<number>[]) =>
  numbered(rows.length).map((id, n) => ({ id, shares: Array.from(rows[n]) }));

Deno.test("sweep plan: a line of before gives the mixtures of before", async () => {
  const { mixtures, design } = await asked("--design cover --runs 9 --alpha 1 --design-seed 4");
  deepEqual(mixtures, named(aioliCover({ m: 3, N: 9, alpha: 1, oversample: 2, seed: 4 })));
  deepEqual(design, { design: "cover", runs: 9, alpha: 1, oversample: 2, seed: 4 });
  deepEqual(
    (await asked("--design cover")).mixtures,
    named(aioliCover({ m: 3, N: 24, alpha: 1, oversample: 2, seed: 0 })),
  );
  equal((await asked("--design lattice")).mixtures.length, 21); // eighths, every domain
  deepEqual(numbered(10).slice(0, 2), ["01", "02"]);
});

needsReference("sweep plan: --design cover --oversample 4 gives Aioli's shipped covers", async (path) => {
  const cells = Deno.readTextFileSync(path("aioli", "dirichlet_weights.csv")).trim().split(/\r?\n/).slice(1)
    .map((line) => line.split(","));
  for (const [m, N, alpha] of [[3, 9, "1"], [9, 50, "1.5"]] as const) {
    const domains = Array.from({ length: m }, (_, j) => `d${j}`);
    for (let seed = 0; seed < 5; seed++) {
      const shipped = cells.filter(([k, n, s]) => Number(k) === m && Number(n) === N && Number(s) === seed);
      const { mixtures } = await asked(
        `--design cover --runs ${N} --alpha ${alpha} --oversample 4 --design-seed ${seed}`,
        { domains, targets: domains, trainTokens: domains.map(() => 1) },
      );
      equal(
        writeMixtureRows(mixtures.map(({ shares }) => shares)),
        shipped.map((row) => `${row.slice(5, 5 + m).join(",")}\n`).join(""),
      );
    }
  }
});

Deno.test("sweep plan: every design from the line", async () => {
  const ids = async (line: string) => (await asked(line)).mixtures.map(({ id }) => id);
  equal((await asked("--design regmix --runs 10 --prior natural --strengths 1,5 --prior-cap 2")).mixtures.length, 10);
  deepEqual(await ids("--design lattice --parts 2 --no-interior --centre"), ["1", "2", "3", "4", "5", "6", "even"]);
  deepEqual(await ids("--design one-hot --with even,natural"), [
    "pure-web",
    "pure-code",
    "pure-books",
    "even",
    "natural",
  ]);
  deepEqual((await asked("--design smoothed --factor 0.5")).mixtures[0], { id: "most-web", shares: [0.5, 0.25, 0.25] });
  deepEqual(
    (await asked("--design leave-one-out --prior web=0.5,code=0.5 --strength 0.5 --up 1.5")).mixtures,
    [
      { id: "prior", shares: [0.5, 0.5, 0] },
      { id: "less-web", shares: [0.25, 0.75, 0] },
      { id: "less-code", shares: [0.75, 0.25, 0] },
      { id: "more-web", shares: [0.75, 0.25, 0] },
      { id: "more-code", shares: [0.25, 0.75, 0] },
    ].slice(0, 3),
  );
  const { mixtures, notes, design } = await asked("--design d-optimal --law linear --runs 3");
  deepEqual(mixtures.map(({ shares }) => [...shares]).sort().reverse(), [[1, 0, 0], [0, 1, 0], [0, 0, 1]]);
  match(notes.join("\n"), /locally D-optimal for linear.*\n.*\nefficiency at least 100\.00 %/);
  equal((design as { efficiency: number }).efficiency > 0.9999, true);
});

Deno.test("sweep plan: caps, floors, and the tokens there are", async () => {
  const bounded = await asked("--design cover --runs 12 --cap web=0.5,all=0.6 --floor all=0.05,books=0.1");
  for (const { shares: [web, code, books] } of bounded.mixtures) {
    ok(web <= 0.5 && code <= 0.6 && books <= 0.6 && web >= 0.05 && code >= 0.05 && books >= 0.1);
  }
  // 0.75 epochs of 2,000 tokens are 1,500 of a run's 4,000.
  const supplied = await asked("--design cover --runs 12 --max-epochs 0.75");
  ok(supplied.mixtures.every(({ shares: [, code, books] }) => code <= 0.375 && books <= 0.375));
  deepEqual(supplied.notes, ["at most 0.75 epochs of 4000 tokens: web 0.75, code 0.375, books 0.375"]);
  deepEqual((supplied.design as { tokens: unknown }).tokens, { budget: 4000, epochs: 0.75 });
  await refuses("--design cover --cap all=0.3", /^caps: wanted largest shares that sum to at least 1, got 0.9/);
  await refuses("--design cover --floor all=0.4", /^floors: wanted a sum of at most 1, got 1.2/);
  await refuses("--design cover --cap web=0.2 --floor web=0.3", /^floors.web: wanted at most the cap 0.2, got 0.3/);
  await refuses("--design cover --cap wob=0.2", /^caps: there is no domain "wob"; did you mean "web"\?/);
  await refuses("--design cover --max-epochs 0.2", /allow more epochs or a smaller budget, or raise a cap/);
  await refuses("--design cover --max-epochs 0", /^--max-epochs: wanted a number > 0, got "0"/);
  await refuses("--design one-hot --cap all=0.9", /^one-hot: wanted mixtures within the bounds, got none; widen them/);
  await refuses("--design cover --cap web=0.3 --with even", /^with: even: web has 0.333333, above its cap 0.3/);
});

Deno.test("sweep plan: mixtures from files: rows, arrays, tables with names, mixture files", () =>
  inFolder(async (folder) => {
    const at = (name: string) => `${folder}/${name}`;
    const file = async (name: string, text: string) => {
      await Deno.writeTextFile(at(name), text);
      return `--mixtures ${at(name)}`;
    };
    const rows = await asked(await file("rows.txt", "0.5,0.25,0.25\n0,0,1\n"));
    deepEqual(rows.mixtures, [{ id: "1", shares: [0.5, 0.25, 0.25] }, { id: "2", shares: [0, 0, 1] }]);
    deepEqual(rows.design, { design: "file", mixtures: at("rows.txt") });
    Deno.writeFileSync(at("rows.npy"), encodeNpy({ shape: [2, 3], data: [0.5, 0.25, 0.25, 0, 0, 1] }));
    deepEqual((await asked(`--design file --mixtures ${at("rows.npy")}`)).mixtures, rows.mixtures);

    // Columns in another order, two seeds, losses that nobody reads, one of them missing.
    const table =
      "run,seed,share:books,share:web,share:code,loss:web\na,0,0.25,0.5,0.25,3\na,1,0.25,0.5,0.25,\nb,0,1,0,0,2\n";
    const named = await asked(await file("table.csv", table));
    deepEqual(named.mixtures, [{ id: "a", shares: [0.5, 0.25, 0.25] }, { id: "b", shares: [0, 0, 1] }]);
    deepEqual(named.notes, [`1 of 3 rows of ${at("table.csv")} have the mixture of a row before`]);
    const shares = await file("shares.csv", "run,share:web,share:code,share:books\nx,0.5,0.25,0.25\n");
    deepEqual((await asked(shares)).mixtures, [{ id: "x", shares: [0.5, 0.25, 0.25] }]);
    const regmix = await file("regmix.csv", "index,train_web,train_code,train_books\n1,0.5,0.25,0.25\n2,0,0,1\n");
    deepEqual((await asked(regmix)).mixtures, rows.mixtures);

    await file("one.json", `{"domains":{"books":1},"unit":"tokens"}`);
    await file("two.json", `{"domains":{"web":0.5,"code":0.5},"unit":"tokens"}`);
    deepEqual((await asked(`--mixtures ${at("one.json")},${at("two.json")} --with even`)).mixtures, [
      ...[{ id: "one", shares: [0, 0, 1] }, { id: "two", shares: [0.5, 0.5, 0] }],
      { id: "even", shares: [1 / 3, 1 / 3, 1 / 3] },
    ]);

    await refuses(`--mixtures ${at("rows.txt")} --cap books=0.5`, /^file: mixture 2: books has 1, above its cap 0.5/);
    await refuses(
      `--mixtures ${at("table.csv")} --floor code=0.1`,
      /^file: mixture b: code has 0, below its floor 0.1/,
    );
    await refuses(
      await file("again.txt", "0.5,0.5,0\n0,0,1\n0.5,0.5,0\n"),
      /again.txt: row 3 is row 1 again; leave it out/,
    );
    await refuses(
      await file("short.txt", "0.5,0.5\n"),
      /short.txt: wanted 3 shares a line \(web, code, books\), got 2/,
    );
    await refuses(await file("bad.txt", "0.5,0.5,x\n"), /bad.txt:1:9: wanted a share, got "x"/);
    await refuses(await file("sum.txt", "0.5,0.5,0.5\n"), /sum.txt:1:1: the shares sum to 1.5/);
    await refuses(
      await file("less.csv", "run,share:web,share:code\n1,0.5,0.5\n"),
      /less.csv: .*names "books", which is no column/,
    );
    const two = "run,share:web,share:code,share:books,step\n1,1,0,0,1\n1,0,1,0,2\n";
    await refuses(await file("two.csv", two), /two.csv: run 1 has two mixtures/);
    await refuses(`--mixtures ${at("one.json")},${at("one.json")}`, /one.json: it is the mixture of .*one.json again/);
    await refuses(`--mixtures ${at("none.txt")}`, /none.txt: there is no such file/);
    await refuses(`--mixtures ${at("none.json")}`, /--mixtures: wanted a mixture file.*none.json/);
    Deno.writeFileSync(at("flat.npy"), encodeNpy({ shape: [3], data: [0.5, 0.25, 0.25] }));
    await refuses(`--mixtures ${at("flat.npy")}`, /flat.npy: wanted a matrix, a mixture a row, got the shape "3"/);
  }));

needsReference("sweep plan: the mixtures of RegMix's published sweep, by their names", async (path) => {
  const file = path("regmix", "regmix_train_1M.csv"), header = Deno.readTextFileSync(file).split("\n")[0].split(",");
  const domains = header.filter((name) => name.startsWith("w_")).map((name) => name.slice(2)).reverse();
  const { mixtures } = await asked(`--mixtures ${file}`, {
    domains,
    targets: domains,
    trainTokens: domains.map(() => 1),
  });
  equal(mixtures.length, 512);
  const { id, shares } = mixtures[0];
  deepEqual([id, shares[domains.indexOf("pile_cc")], shares[domains.indexOf("philpapers")]], ["1", 0.787, 0.004]);
});

Deno.test("sweep plan: d-optimal beside runs that exist, and at a law that is fitted", () =>
  inFolder(async (folder) => {
    const own: Partial<DesignContext> = { domains: ["web", "code"], targets: ["web"], trainTokens: [1, 1] };
    const rows = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap((p, n) =>
      [500, 1000].map((step) => `${n},${step},${p},${1 - p},${1 + Math.exp(-3 * p) + 1 / step}`)
    );
    const table = `${folder}/runs.csv`;
    await Deno.writeTextFile(table, ["run,step,share:web,share:code,loss:web", ...rows].join("\n"));
    const line = `--design d-optimal --runs 4 --existing ${table}`;
    const { mixtures, notes, design } = await asked(`${line} --existing-where step=1000`, own);
    equal(mixtures.length, 4);
    for (const { shares: [web] } of mixtures) {
      ok([0.1, 0.3, 0.5, 0.7, 0.9].every((p) => Math.abs(p - web) >= 0.01 - 1e-9), `${web} is where a run is`);
    }
    match(notes.join("\n"), /fitted to .*runs\.csv.*\n.*, 5 existing runs counted in/);
    equal((design as { existing: string }).existing, table);
    await refuses(line, /runs.csv: run 0 stands there at several steps.*choose one/, own);
    await refuses(
      "--design d-optimal --existing-where step=1",
      /^--existing-where: it chooses rows of --existing TABLE/,
    );
    const law = lawFromParameters("log-linear", ["web", "code"], [{
      target: "web",
      parameters: { c: 1, "v:web": -3, "v:code": 0 },
    }]);
    await Deno.writeTextFile(`${folder}/law.json`, JSON.stringify(law));
    const at = await asked(`--design d-optimal --runs 4 --fitted ${folder}/law.json`, own);
    match(at.notes[0], /at the parameters given/);
    await refuses(
      `--design d-optimal --law m1 --fitted ${folder}/law.json`,
      /fitted: wanted the law m1, got log-linear/,
      own,
    );
    await refuses("--design d-optimal --law m1", /derivatives of m1 depend on its parameters.*wanted existing runs/);
    await refuses("--design d-optimal --runs 2", /wanted runs enough to tell the 4 parameters/);
  }));

Deno.test("sweep plan: lines that cannot be meant are refused", async () => {
  await refuses("", /wanted --design NAME \(cover, regmix, .*, file\) or --mixtures FILE/);
  await refuses("--design covr", /^design: wanted cover,.*did you mean cover\?/);
  await refuses("--design cover --mixtures x.csv", /^--design, --mixtures: wanted one of them, got both/);
  await refuses("--design file", /wanted --mixtures FILE beside it/);
  await refuses(
    "--design cover --parts 3",
    /^--parts: it is an option of lattice, d-optimal; cover has none of that name/,
  );
  await refuses(
    "--design lattice --design-seed 3",
    /^--design-seed: it is an option of cover, regmix, d-optimal; lattice/,
  );
  await refuses("--design lattice --interior --no-interior", /^--interior, --no-interior: wanted one of them/);
  await refuses("--design cover --runs few", /^--runs: wanted a number, got "few"/);
  await refuses("--design cover --alpha none", /^--alpha: wanted a number, got "none"/);
  await refuses("--design cover --runs 1", /^cover: runs: wanted a whole number ≥ 2, got 1/);
  await refuses("--design leave-one-out --prior pure", /^--prior: wanted a mixture file, even, natural/);
  await refuses("--design leave-one-out --prior web=0.5,code=0.6", /^leave-one-out: prior sum to 1.1/);
  await refuses("--design leave-one-out --prior web=0.5,core=0.5", /^leave-one-out: prior: wanted domains out of/);
  await refuses("--design cover --with natural,odd", /^with: wanted even, natural, got "odd"/);
});

Deno.test("sweep plan: flags of designs are no others' flags, and the help names every one with its default", () => {
  const others = [...Object.keys(PLAN_FLAGS), ...Object.keys(LINE_FLAGS), ...Object.keys(SETTINGS)];
  deepEqual(Object.keys(DESIGN_FLAGS).filter((flag) => others.includes(flag)), []);
  const help = designHelp();
  for (const { name, about, source } of designs) {
    ok(help.includes(`${name}: ${about}`), name);
    ok(help.replace(/\s+/g, " ").includes(source), source);
  }
  for (const [flag, entries] of designFlags()) {
    match(help, new RegExp(`^  --(no-)?${flag}\\b`, "m"));
    // A flag of several designs is one kind of thing.
    equal(new Set(entries.map(({ option }) => option.kind)).size, 1, flag);
  }
  ok(help.split("\n").every((line) => line.length <= 120));
});

Deno.test("sweep plan: a design's mixtures are in the plan, within the tokens of the corpus, and its notes are told", () =>
  inMixFolder(async (folder) => {
    const root = new URL("../../..", import.meta.url).pathname;
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-c", `${root}deno.train.json`, "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
        ...["--allow-sys", "--allow-ffi", "--allow-run", `${root}lib/cli/sweep.ts`, "plan", "--config", "mix.json"],
        ...[
          "--design",
          "d-optimal",
          "--runs",
          "5",
          "--max-epochs",
          "0.25",
          "--with",
          "even",
          "--out",
          "s",
          "--no-measure",
        ],
      ],
      ...{ cwd: folder, env: { NO_COLOR: "1" } },
    }).output();
    const out = new TextDecoder().decode(stdout);
    equal(code, 0, new TextDecoder().decode(stderr));
    match(out, /locally D-optimal for log-linear/);
    match(out, /efficiency at least \d+\.\d\d % of any design/);
    match(out, /at most 0\.25 epochs of 3072 tokens: digits 0\.4907, marks 0\.4907, vowels 0\.4907/);
    const { runs, design, domains } = JSON.parse(await Deno.readTextFile(`${folder}/s/plan.json`));
    equal(runs.length, 6);
    equal(design.design, "d-optimal");
    deepEqual(design.with, ["even"]);
    deepEqual([design.tokens, domains.length], [{ budget: 48 * 4 * 16, epochs: 0.25 }, 3]);
    // 30 documents of 200 characters and an end each: 6,030 tokens of every domain.
    const largest = Math.max(...runs.flatMap(({ shares }: { shares: number[] }) => shares));
    ok(largest > 0.49 && largest * 3072 <= 0.25 * 6030 * (1 + 1e-9), `${largest}`);
    ok(runs.map(({ id }: { id: string }) => id).includes("even"));
  }));
