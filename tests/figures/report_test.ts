import { deepEqual, equal, match, ok, rejects } from "../assert.ts";
import { dom } from "./dom.ts";
import { escapeHtml, inlineJson, inlineScript } from "../../lib/figures/html.ts";
import { type ReportData, toReport } from "../../lib/figures/report.ts";
import { toHtml } from "../../lib/figures/to_html.ts";
import { HOSTILE, samples } from "./samples.ts";

// deno-lint-ignore no-explicit-any
type Loose = any;
const { bestMixture, lossAgainstShare, ternaryIsolines } = samples();

const DATA: ReportData = {
  title: `Law of ${HOSTILE}`,
  lead: [`The best share of ${HOSTILE} is 0.4.`],
  synthetic: `Synthetic data, ${HOSTILE}`,
  sections: [
    {
      heading: `Runs ${HOSTILE}`,
      paragraphs: [HOSTILE],
      warnings: [`zero share: ${HOSTILE}`],
      code: [`L(p) = c + exp(t p) ${HOSTILE}`],
      tables: [{
        columns: ["run", HOSTILE, "loss"],
        rows: [["r1", HOSTILE, 1.23456789], [HOSTILE, "y", -2], ["r3", "z", null], ["r4", "", -1.5e-9]],
        caption: HOSTILE,
      }],
      figures: [{ figure: lossAgainstShare, caption: HOSTILE }, { figure: bestMixture, caption: "$& $` %" }],
    },
    { heading: "Two", figures: [{ figure: ternaryIsolines }] },
    { heading: "Three" },
    { heading: "Four" },
  ],
};
const page = await toReport(DATA);

/** Tags that stand in the page as an HTML parser sees them: script contents end at the first `</script`. */
function tags(html: string): string[] {
  return html.replace(/(<script[^>]*>).*?<\/script/gs, "$1</script").match(/<[a-z][^>]*>/gi)!;
}

Deno.test("report: names that try to break out are shown, not obeyed", () => {
  const found = tags(page);
  ok(!found.some((tag) => /onerror|alert/.test(tag.replace(/ (alt|aria-label)="[^"]*"/g, ""))));
  equal(found.filter((tag) => tag.startsWith("<img")).length, 0);
  equal((page.match(/<script/g) ?? []).length, (page.match(/<\/script/g) ?? []).length);
  const document = dom(page);
  equal(document.querySelector("h1")!.textContent, DATA.title);
  equal(document.querySelector(".synthetic")!.textContent, DATA.synthetic);
  equal(document.querySelector(".lead")!.textContent, DATA.lead[0]);
  equal(document.querySelector("pre")!.textContent, DATA.sections[0].code![0]);
  equal(document.querySelector("caption")!.textContent, HOSTILE);
  equal(document.querySelector(".warnings li")!.textContent, DATA.sections[0].warnings![0]);
});

Deno.test("report: figures can be read back from the page, and each has a still picture", () => {
  const json = [...page.matchAll(/<script type="application\/json">(.*?)<\/script>/gs)].map((m) => JSON.parse(m[1]));
  deepEqual(json, [lossAgainstShare, bestMixture, ternaryIsolines].map(({ data, layout }) => ({ data, layout })));
  const document = dom(page.replace(/<script>.*?<\/script>/gs, ""));
  equal(document.querySelectorAll("figure .still > svg[role=img]").length, 3);
  equal(document.querySelectorAll("figure svg")[1].getAttribute("aria-label"), "$& $` %");
  const ids = [...page.replace(/<script.*?<\/script>/gs, "").matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
  equal(new Set(ids).size, ids.length); // no drawing uses another's clip path
});

Deno.test("report: asks nothing of any network", () => {
  match(page, /http-equiv="Content-Security-Policy" content="default-src 'none';/);
  for (const tag of tags(page)) {
    for (const [, name, value] of tag.matchAll(/\s(src|href|xlink:href|srcset|action|data|poster)="([^"]*)"/g)) {
      ok(/^(#|data:)/.test(value), `${name}="${value}"`);
    }
    ok(!tag.startsWith("<link") && !tag.startsWith("<base") && !tag.startsWith("<iframe"));
  }
  const styles = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map((m) => m[1]).join();
  ok(!/@import|url\((?!data:)/.test(styles));
});

Deno.test("report: Plotly is inside once, whole and unharmed", () => {
  equal((page.match(/plotly\.js v\d/g) ?? []).length, 1);
  const source = page.match(/<script>(\/\*\*?\s*\* plotly\.js.*?)<\/script>/s)?.[1] ??
    page.match(/<script>(.*?plotly\.js v.*?)<\/script>/s)![1];
  new Function(source); // parses
  ok(source.length > 4e6);
});

Deno.test("report: numbers, empty cells and alignment", () => {
  const document = dom(page);
  const rows = [...document.querySelectorAll("tbody tr")].map((row: Loose) =>
    [...row.children].map((c: Loose) => c.textContent)
  );
  deepEqual(rows, [["r1", HOSTILE, "1.23457"], [HOSTILE, "y", "−2"], ["r3", "z", ""], ["r4", "", "−1.5e−9"]]);
  deepEqual([...document.querySelectorAll("thead th")].map((th: Loose) => th.className), ["", "", "number"]);
});

Deno.test("report: without figures there is no script; the same data give the same page", async () => {
  const plain = { title: "t", lead: ["l"], sections: [{ heading: "h", paragraphs: ["p"] }] };
  const html = await toReport(plain);
  ok(!html.includes("<script") && !html.includes('synthetic"'));
  equal(await toReport(plain), html);
  equal(await toReport(DATA), page);
});

Deno.test("report: a drawing of many marks stands as a picture", async () => {
  const many = Array.from({ length: 4000 }, (_, i) => i / 4000);
  const figure = {
    data: [{ type: "scatter" as const, mode: "markers" as const, x: many, y: many }],
    layout: { width: 300, height: 200 },
  };
  const html = await toHtml(figure, { title: HOSTILE });
  match(html, /<div class="still"><img alt="figure" width="300" height="200" src="data:image\/png;base64,iVBOR/);
  ok(!html.replace(/<script>.*?<\/script>/gs, "").includes("<svg"));
});

Deno.test("report: bad tables are refused, with their place", async () => {
  const sheet = (columns: string[], row: unknown[]) =>
    toReport({ title: "t", lead: [], sections: [{ heading: "h", tables: [{ columns, rows: [row as number[]] }] }] });
  await rejects(sheet(["a", "b"], [1]), /section "h", table 0: row 0 has 1 cells; wanted 2/);
  await rejects(sheet(["a"], [NaN]), /row 0, column "a" is NaN; wanted a finite number, or text that says why not/);
  await rejects(sheet(["a"], [true]), /row 0, column "a" is true; wanted text, a number or null/);
});

Deno.test("inline JSON and scripts cannot end their element and mean the same", () => {
  const value = { text: `${HOSTILE}<!--\u2028\u2029`, n: [1, null] };
  const json = inlineJson(value);
  ok(!/[<\u2028\u2029]/.test(json));
  deepEqual(JSON.parse(json), value);
  const source = "return ['<!--', '</script>', '<SCRIPT', /<!--/.test('<!--'), 1 < 2]";
  const safe = inlineScript(source);
  ok(!/<(!--|\/?script)/i.test(safe));
  deepEqual(new Function(safe)(), ["<!--", "</script>", "<SCRIPT", true, true]);
  equal(escapeHtml(`<a b="c" d='e'>&`), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
});
