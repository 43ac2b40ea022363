import { bestMixtureFigure, liveCurve, liveFigure, notebookProgress } from "@mixlab/mixlab";
import { sendingTo } from "../../lib/notebook/kernel.ts";
import type { Output } from "../../lib/notebook/output.ts";
import { deepEqual, equal, ok, rejects, throws } from "../assert.ts";

type Sent = { readonly output: Output; readonly id: string | undefined; readonly update: boolean | undefined };

function recorded() {
  const sent: Sent[] = [];
  const sending = sendingTo((output, place) => {
    sent.push({ output, id: place?.id, update: place?.update });
    return Promise.resolve();
  });
  return { sent, [Symbol.dispose]: () => sending[Symbol.dispose]() };
}

const shareFigure = (share: number) => bestMixtureFigure({ domains: ["a", "b"], best: [share, 1 - share] });
const dataOf = ({ output }: Sent) => (output["application/vnd.plotly.v1+json"] as { data: { x: number[] }[] }).data;

Deno.test("a live figure: the first and the last are drawn, in one place, and few between", async () => {
  using seen = recorded();
  const live = liveFigure({ every: 100_000 });
  let made = 0;
  for (let n = 1; n <= 50; n++) await live.draw(() => (made++, shareFigure(n / 100)));
  equal(seen.sent.length, 1);
  await live.done();
  equal(made, 2, "what is not drawn is not computed");
  deepEqual(seen.sent.map(({ update }) => update), [false, true]);
  equal(new Set(seen.sent.map(({ id }) => id)).size, 1);
  deepEqual(dataOf(seen.sent[1])[0].x, [0.5, 0.5]);
});

Deno.test("a live figure takes no more than a tenth of the time", async () => {
  using seen = recorded();
  const live = liveFigure({ every: 0 }), began = performance.now();
  while (performance.now() - began < 1_500) {
    await live.draw(shareFigure(0.5));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  ok(seen.sent.length >= 1 && seen.sent.length < 60, `${seen.sent.length} drawings`);
});

Deno.test("drawings asked for at once are one drawing, and the end waits for it", async () => {
  using seen = recorded();
  const live = liveFigure({ every: 0 });
  const all = [0.1, 0.2, 0.3].map((share) => live.draw(shareFigure(share)));
  await live.done();
  await Promise.all(all);
  deepEqual(seen.sent.map((one) => dataOf(one)[0].x[0]), [0.1, 0.3]);
});

Deno.test("a curve: the same points give the same picture, however often it was drawn", async () => {
  using seen = recorded();
  for (const every of [0, 1_000_000]) {
    const curve = liveCurve({ every, title: "T" });
    for (let step = 0; step < 2_000; step++) {
      await curve.add(step, { loss: 1 / (1 + step), ...(step % 2 && { odd: 1 }) });
    }
    await curve.done();
  }
  const last = seen.sent.filter((one, n) => seen.sent[n + 1]?.id !== one.id);
  equal(last.length, 2);
  deepEqual(last[0].output, last[1].output);
  const [line] = dataOf(last[0]);
  ok(line.x.length <= 501);
  equal(line.x.at(-1), 1999);
});

Deno.test("a curve refuses what is no point", async () => {
  using _ = recorded();
  const curve = liveCurve();
  throws(() => curve.figure(), /there is no point yet/);
  await rejects(curve.done(), /there is no point yet/);
  await curve.add(5, { a: 1 });
  await rejects(curve.add(4, { a: 1 }), { name: "RangeError", message: /step: wanted at least 5/ });
  await rejects(curve.add(6, { a: "1" as never }), { name: "TypeError", message: /a: wanted a number, got "1"/ });
  await rejects(curve.add(6, { b: 1, a: Infinity }), { name: "RangeError" });
  deepEqual(curve.figure().data.map(({ name, x }) => [name, x]), [["a", [5]]], "a refused point leaves nothing behind");
});

Deno.test("progress: one line, written over, with an end that holds no times", async () => {
  using seen = recorded();
  const line = notebookProgress({ total: 3, label: "<fits>" });
  await line.update(1, "seed & 0");
  await line.update(2);
  await line.done();
  deepEqual(seen.sent.map(({ output }) => output), [
    {
      "text/html": `<progress value="1" max="3"></progress> &lt;fits&gt;: 1 of 3, seed &amp; 0`,
      "text/plain": "<fits>: 1 of 3, seed & 0",
    },
    { "text/html": "&lt;fits&gt;: 3 of 3", "text/plain": "<fits>: 3 of 3" },
  ]);
  deepEqual(seen.sent.map(({ update }) => update), [false, true]);
});
