import fc from "fast-check";
import { bestMixtureFigure, mixture, parseTable, type ReportData, show } from "@mixlab/mixlab";
import { inTurn, sendingTo } from "../../lib/notebook/kernel.ts";
import type { Output } from "../../lib/notebook/output.ts";
import { outputsOf, type Showable } from "../../lib/notebook/show.ts";
import { dom } from "../figures/dom.ts";
import { deepEqual, equal, match, ok, rejects } from "../assert.ts";

const FIGURE = bestMixtureFigure({ domains: ["code", "web"], best: [0.4, 0.6] });

async function shown(...calls: Parameters<typeof show>[]): Promise<Output[]> {
  const outputs: Output[] = [];
  using _ = sendingTo((output) => {
    outputs.push(output);
    return Promise.resolve();
  });
  await Promise.all(calls.map((call) => show(...call)));
  return outputs;
}

/** Elements of the HTML by name, names of their attributes, and all of its text. */
function parsed(html: string): { elements: string[]; attributes: string[]; text: string } {
  const { body } = dom(`<!doctype html><html><body>${html}</body></html>`);
  const all: { localName: string; attributes: Iterable<{ name: string }> }[] = [...body.querySelectorAll("*")];
  return {
    elements: all.map(({ localName }) => localName),
    attributes: [...new Set(all.flatMap((e) => [...e.attributes].map(({ name }) => name)))].sort(),
    text: body.textContent,
  };
}

Deno.test("a figure goes out as Plotly, picture and text", async () => {
  const [output, ...more] = await shown([FIGURE]);
  deepEqual(more, []);
  deepEqual(Object.keys(output), ["application/vnd.plotly.v1+json", "image/png", "text/plain"]);
});

Deno.test("a table is aligned, with minus signs, in both forms", async () => {
  const [output] = await shown([{
    caption: "Losses",
    columns: ["domain", "loss", "change", "note"],
    rows: [["code-1", -0.25, "-1.5 %", "a-1"], ["web", 12, null, "1e-5 b"], ["naïve", 1e-7, "-0.2 to 3e-3", ""]],
  }]);
  equal(
    output["text/plain"],
    [
      "Losses",
      "domain   loss        change  note",
      "code-1  −0.25        −1.5 %  a-1",
      "web        12                1e-5 b",
      "naïve    1e−7  −0.2 to 3e−3",
    ].join("\n"),
  );
  const html = output["text/html"] as string;
  match(html, /<th scope="row" style="text-align: left">code-1<\/th><td style="text-align: right">−0\.25<\/td>/);
  match(html, /<td style="text-align: left">a-1<\/td>/);
});

Deno.test("no text becomes markup, whatever it holds", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), fc.string(), async (name, more) => {
      const evil = name.replace(/[\0\r]/g, ""),
        tag = `<img src=x onerror="alert(1)">&lt;${more.replace(/[\0\r]/g, "")}'`;
      const [table] = await outputsOf({ caption: tag, columns: [evil, tag], rows: [[tag, evil], [evil, 1]] });
      const page = parsed(table["text/html"] as string);
      deepEqual(new Set(page.elements), new Set(["div", "table", "caption", "thead", "tbody", "tr", "th", "td"]));
      deepEqual(page.attributes, ["scope", "style"]);
      ok(page.text.includes(tag), "the caption is there as it was written");
      const [section] = await outputsOf({ heading: evil, paragraphs: [tag], warnings: [evil], code: [tag] });
      const text = parsed(section["text/html"] as string);
      deepEqual(text.elements, ["h4", "p", "p", "strong", "pre"]);
      deepEqual(text.attributes, []);
    }),
    { numRuns: 60 },
  );
});

Deno.test("a run table: shape, keys and labels, head and tail", async () => {
  const rows = Array.from({ length: 30 }, (_, n) => `r${n},${n},70M,${n / 29},${1 - n / 29},${3 + n}`);
  const table = parseTable(`run,seed,size,share:a,share:b,loss:a\n${rows.join("\n")}\n`, { name: "t.csv" });
  const [output] = await shown([table, { rows: 4 }]);
  equal(
    output["text/plain"],
    [
      "t.csv: 30 runs × 2 domains × 1 targets; shares of tokens, losses in nats per token",
      "run  seed  size  share:a  share:b   loss:a",
      "r0      0   70M   0.0000   1.0000   3.0000",
      "r1      1   70M   0.0345   0.9655   4.0000",
      "…       …     …        …        …        …",
      "r28    28   70M   0.9655   0.0345  31.0000",
      "r29    29   70M   1.0000   0.0000  32.0000",
    ].join("\n"),
  );
  const [narrow] = await outputsOf(table, { rows: 30, columns: 1 });
  match(narrow["text/plain"], /\nrun {2}seed {2}size {2}share:a {2}… {3}loss:a\n/);
  equal(narrow["text/plain"].split("\n").length, 32);
});

Deno.test("synthetic losses are called so", async () => {
  const table = { ...parseTable("run,share:a,loss:a\nx,1,2\n"), synthetic: true };
  match((await outputsOf(table))[0]["text/plain"], /SYNTHETIC: losses were computed from a planted law/);
});

Deno.test("a report comes in order, figures between its sections", async () => {
  const report: ReportData = {
    title: "T",
    lead: ["found"],
    synthetic: "planted",
    sections: [
      { heading: "one", paragraphs: ["p"], figures: [{ figure: FIGURE, caption: "under" }] },
      { heading: "two", tables: [{ columns: ["a"], rows: [["x"]] }] },
      { heading: "three", warnings: ["w"], code: ["c"] },
    ],
  };
  const outputs = await shown([report]);
  deepEqual(outputs.map((o) => o["text/plain"]), [
    "T\nSYNTHETIC: planted\nfound\n\none\np",
    "Best mixture (1 traces, 720 × 222)",
    "under",
    "two\na\nx\n\nthree\nWarning: w\nc",
  ]);
  deepEqual((await shown([report.sections[1]])).map((o) => o["text/plain"]), ["two\na\nx"]);
});

Deno.test("a mixture, a captioned figure and Markdown", async () => {
  const outputs = await shown([mixture({ a: 0.25, b: 0.75 })], [{ figure: FIGURE, caption: "c" }], ["*m*"]);
  equal(outputs[0]["text/plain"], "Shares of tokens\ndomain   share\na       0.2500\nb       0.7500");
  deepEqual(outputs.slice(2).map((o) => o["text/plain"]), ["c", "*m*"]);
  equal(outputs[3]["text/markdown"], "*m*");
});

Deno.test("values shown at once come in the order asked for, after one that failed too", async () => {
  const texts: string[] = [];
  using _ = sendingTo(async (output) => {
    await new Promise((resolve) => setTimeout(resolve, output["text/plain"] === "0" ? 20 : 0));
    if (output["text/plain"] === "1") throw new Error("gone");
    texts.push(output["text/plain"]);
  });
  const all = await Promise.allSettled(["0", "1", "2", "3"].map((text) => show(text)));
  deepEqual(texts, ["0", "2", "3"]);
  deepEqual(all.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  equal(await inTurn(() => Promise.resolve(7)), 7);
});

Deno.test("anything else is refused with what it takes", async () => {
  for (const value of [5, null, undefined, {}, [], new Map(), { columns: 3, rows: 4 }, { data: [] }]) {
    await rejects(show(value as unknown as Showable), {
      name: "TypeError",
      message: /^show: wanted a figure, a table/,
    });
  }
  await rejects(show({ columns: ["a"], rows: [[1, 2]] }), {
    name: "RangeError",
    message: /row 0 has 2 cells; wanted 1/,
  });
  await rejects(show({ columns: ["a"], rows: [[NaN]] }), { name: "RangeError", message: /wanted a finite number/ });
  await rejects(show({ columns: ["a"], rows: [[{} as never]] }), { name: "TypeError" });
  await rejects(show("x", { columns: 1.5 }), { name: "RangeError", message: /columns: wanted a whole number/ });
});

Deno.test("text with numbers below zero: a minus sign, and hyphens stay", async () => {
  const [section] = await outputsOf({ heading: "Gain", paragraphs: ["pythia-14m: -0.0021 to 0.5, steps 3-4"] });
  equal(section["text/html"], "<h4>Gain</h4>\n<p>pythia-14m: −0.0021 to 0.5, steps 3-4</p>");
  equal(section["text/plain"], "Gain\npythia-14m: −0.0021 to 0.5, steps 3-4");
});
