import { deepEqual, equal, throws } from "../assert.ts";
import { lineOf } from "../../lib/jupyter/json_place.ts";
import type { Notebook } from "../../lib/jupyter/notebook.ts";
import { notebookText } from "../../lib/jupyter/notebook_text.ts";
import { parseNotebook } from "../../lib/jupyter/parse_notebook.ts";

const KERNEL = { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } };
const NOTEBOOK: Notebook = {
  metadata: KERNEL,
  cells: [
    { kind: "markdown", id: "words", metadata: {}, source: "# One\n\ntwo" },
    {
      kind: "code",
      id: "code-1",
      metadata: { tags: ["varies"], execution: { "iopub.status.busy": "2026-11-26T07:00:00Z" } },
      source: "show(1)\n",
      executionCount: 1,
      outputs: [
        { kind: "stream", name: "stdout", text: "a\nb" },
        {
          kind: "display_data",
          metadata: {},
          data: { "text/plain": "p\nq\n", "image/png": "AAAA", "application/x+json": { z: 1, b: [] } },
        },
        { kind: "execute_result", metadata: {}, data: { "text/plain": "1" } },
        { kind: "error", name: "Error", message: "no", traceback: ["Error: no", "    at x"] },
      ],
    },
  ],
};

Deno.test("notebook text: the very bytes that Jupyter writes", () => {
  // By /usr/bin/python3 -c "import nbformat; nbformat.write(nbformat.read('x.ipynb', 4), 'y.ipynb')" on Debian 12.
  const expected = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "words",
   "metadata": {},
   "source": [
    "# One\\n",
    "\\n",
    "two"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "code-1",
   "metadata": {
    "tags": [
     "varies"
    ]
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\\n",
      "b"
     ]
    },
    {
     "data": {
      "application/x+json": {
       "b": [],
       "z": 1
      },
      "image/png": "AAAA",
      "text/plain": [
       "p\\n",
       "q\\n"
      ]
     },
     "metadata": {},
     "output_type": "display_data"
    },
    {
     "data": {
      "text/plain": [
       "1"
      ]
     },
     "execution_count": 1,
     "metadata": {},
     "output_type": "execute_result"
    },
    {
     "ename": "Error",
     "evalue": "no",
     "output_type": "error",
     "traceback": [
      "Error: no",
      "    at x"
     ]
    }
   ],
   "source": [
    "show(1)\\n"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "Deno",
   "language": "typescript",
   "name": "deno"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`;
  equal(notebookText(NOTEBOOK), expected);
  equal(notebookText(parseNotebook(expected, "x")), expected);
});

Deno.test("notebook text: read again it is the same notebook", () => {
  const [words, code] = NOTEBOOK.cells, { execution: _, ...metadata } = code.metadata;
  deepEqual(parseNotebook(notebookText(NOTEBOOK), "x"), { metadata: KERNEL, cells: [words, { ...code, metadata }] });
});

Deno.test("notebook: one from before 4.5 gets ids by place", () => {
  const cell = { cell_type: "raw", metadata: {}, source: ["a\n", "b"] };
  const { cells } = parseNotebook(
    JSON.stringify({ metadata: KERNEL, nbformat: 4, nbformat_minor: 2, cells: [cell, cell] }),
    "x",
  );
  deepEqual(cells, [
    { kind: "raw", id: "cell-01", metadata: {}, source: "a\nb" },
    { kind: "raw", id: "cell-02", metadata: {}, source: "a\nb" },
  ]);
});

Deno.test("notebook: attachments of a markdown cell stay", () => {
  const attachments = { "a.png": { "image/png": "AAAA" } };
  const cell = { cell_type: "markdown", id: "a", metadata: {}, source: "", attachments };
  const text = JSON.stringify({ metadata: KERNEL, nbformat: 4, nbformat_minor: 5, cells: [cell] });
  deepEqual(JSON.parse(notebookText(parseNotebook(text, "x"))).cells[0], { ...cell, source: [] });
});

Deno.test("notebook: what is wrong is said with its line", () => {
  const good = notebookText(NOTEBOOK), lines = good.split("\n");
  const refused = (was: string, is: string, words: RegExp) => {
    equal(good.split(was).length > 1, true, was);
    throws(() => parseNotebook(good.replace(was, is), "n.ipynb"), (error) => {
      equal(error instanceof SyntaxError, true);
      equal(words.test((error as Error).message), true, (error as Error).message);
      return true;
    });
  };
  const at = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;
  const line = (text: string, more: string) => new RegExp(`^n\\.ipynb:${at(text)}: ${more}`);
  refused(good, "", /^n\.ipynb:1:1: wanted a notebook in JSON: Unexpected end/);
  refused(
    good,
    good.slice(0, 300),
    /^n\.ipynb:\d+:\d+: wanted a notebook in JSON: Unterminated|^n\.ipynb:\d+:\d+: wanted/,
  );
  refused('"nbformat_minor": 5', '"nbformat_minor": 5,', /^n\.ipynb:\d+:\d+: wanted a notebook in JSON: Expected/);
  refused(good, "[1]", /^n\.ipynb:1: notebook: wanted an object with cells, got \[1\]$/);
  refused('"nbformat": 4', '"nbformat": 3', line('"nbformat": 4', "nbformat: wanted 4 .*, got 3$"));
  refused(
    '"name": "deno"',
    '"name": "python3"',
    line('"name": "deno"', 'metadata.kernelspec.name: wanted the kernel "deno", got "python3"'),
  );
  refused(
    '"id": "code-1"',
    '"id": "words"',
    line("code-1", 'cells\\[1\\].id: wanted an id of its own \\(cell 1 has it\\), got "words"'),
  );
  refused('"id": "code-1"', '"id": "no spaces"', line("code-1", "cells\\[1\\].id: wanted 1 to 64 letters"));
  refused(
    '"cell_type": "code"',
    '"cell_type": "heading"',
    line('"cell_type": "code"', 'cells\\[1\\].cell_type: wanted code, markdown or raw, got "heading"'),
  );
  refused(
    '"execution_count": 1,\n   "id"',
    '"execution_count": "1",\n   "id"',
    line('"execution_count": 1', "cells\\[1\\].execution_count: wanted a whole number or null"),
  );
  refused(
    '"name": "stdout"',
    '"name": "out"',
    line("stdout", 'cells\\[1\\].outputs\\[0\\].name: wanted stdout or stderr, got "out"'),
  );
  refused(
    '"output_type": "display_data"',
    '"output_type": "pyout"',
    line("display_data", "cells\\[1\\].outputs\\[1\\].output_type: wanted stream"),
  );
  refused(
    '"image/png": "AAAA"',
    '"image/png": 7',
    line("image/png", "cells\\[1\\].outputs\\[1\\].data.image/png: wanted a text or a list of lines, got 7"),
  );
  refused(
    '"evalue": "no"',
    '"evalue": null',
    line("evalue", "cells\\[1\\].outputs\\[3\\].evalue: wanted a text, got null"),
  );
  refused('     "varies"', "     3", line('"tags"', "cells\\[1\\].metadata.tags: wanted a list of texts, got \\[3\\]"));
  refused(
    '"metadata": {},\n   "source"',
    '"metadata": [],\n   "source"',
    line('"metadata": {}', "cells\\[0\\].metadata: wanted an object, got \\[\\]"),
  );
});

Deno.test("json place: lines of values, also behind texts that look like marks", () => {
  const text = '{\n "a\\"{[": ["}", {\n  "b": 1\n }],\n "c": {\n  "d":\n   [1,\n 2]}}';
  equal(lineOf(text, []), 1);
  equal(lineOf(text, ['a"{[', 1, "b"]), 3);
  equal(lineOf(text, ["c"]), 5);
  equal(lineOf(text, ["c", "d", 1]), 8);
  equal(lineOf(text, ["c", "gone", 1]), 5); // the last that is there
});
