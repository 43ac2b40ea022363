/** Style of the report: readable in light and dark, on paper, and on a narrow screen. Figures keep a white ground. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1c1c1c; --faint: #666; --ground: #fff; --rule: #ddd; --note: #fff4e0; --mark: #b45309; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --faint: #a5a5a5; --ground: #17191c; --rule: #3a3d42; --note: #3a2c12; --mark: #f5b041; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 Manrope, "Helvetica Neue", Arial, sans-serif; font-variant-ligatures: none; font-feature-settings: "calt" 0; }
main { max-width: 1290px; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
p, li { max-width: 75ch; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .75rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--rule); overflow-wrap: anywhere; }
.lead { font-size: 1.1rem; }
.synthetic, .warnings li { background: var(--note); border-left: 4px solid var(--mark); padding: .5rem .9rem; }
.synthetic { font-weight: 700; max-width: none; }
.warnings { list-style: none; padding: 0; } .warnings li { margin: .4rem 0; }
nav ul { columns: 16rem; padding-left: 1.1rem; } a { color: inherit; }
.table { overflow: auto; max-height: 34rem; margin: 1rem 0; width: fit-content; max-width: 100%; padding-right: 1rem; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--faint); padding-bottom: .4rem; caption-side: top; }
th, td { padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: baseline; }
td.number, th.number { text-align: right; white-space: nowrap; padding-left: .8rem; }
thead th { position: sticky; top: 0; background: var(--ground); border-bottom-width: 2px; }
tbody th { font-weight: 400; overflow-wrap: break-word; }
pre { overflow: auto; background: color-mix(in srgb, var(--ink) 7%, var(--ground)); padding: .8rem; font-size: .85rem; }
figure { margin: 1.5rem 0; } figcaption { color: var(--faint); max-width: 75ch; }
.frame { background: #fff; width: fit-content; max-width: 100%; overflow-x: auto; border-radius: 4px; }
.still svg, .still img { display: block; max-width: 100%; height: auto; }
.drawn > .still { display: none; }
@media print {
  :root { --ink: #000; --faint: #444; --ground: #fff; --rule: #bbb; --note: #fff; --mark: #000; }
  body { font-size: 10pt; } main { max-width: none; padding: 0; } nav { display: none; }
  .table { max-height: none; overflow: visible; } table { font-size: 8pt; } thead th { position: static; }
  figure, tr, .warnings li { break-inside: avoid; } h2 { break-after: avoid; }
  .live { display: none; } .drawn > .still { display: block; }
}
`;
