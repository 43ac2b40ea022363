import assert from "../assert.ts";
import { duration, megabytes, progress, progressLine } from "../../lib/cli/progress.ts";

Deno.test("a progress line: amount, rate, time left", () => {
  assert.equal(progressLine(5e6, 20e6, 2, megabytes), "5.0 MB of 20.0 MB  2.5 MB/s  6 s left");
  assert.equal(progressLine(5e6, undefined, 2, megabytes), "5.0 MB  2.5 MB/s");
  assert.equal(progressLine(0, 10, 0, String), "0 of 10  0/s");
});

Deno.test("durations", () => {
  assert.deepEqual([12.4, 200, 7500].map(duration), ["12 s", "3 min 20 s", "2 h 05 min"]);
});

Deno.test("the line is written over at most five times a second, and wiped", () => {
  const written: string[] = [];
  let time = 0;
  const bar = progress(String, { write: (text) => written.push(text), now: () => time });
  bar.update(1, 10);
  time = 100;
  bar.update(2, 10); // too soon
  time = 300;
  bar.update(3, 10, "web");
  bar.end();
  assert.equal(written.length, 3);
  assert.ok(written[1].startsWith("\r\x1b[2K3 of 10  10/s") && written[1].endsWith("  web"));
  assert.equal(written[2], "\r\x1b[2K");
});

Deno.test("no terminal, no line", () => {
  const bar = progress(String, { write: undefined });
  bar.update(1, 2);
  bar.end();
});
