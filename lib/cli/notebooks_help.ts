import { helpLine } from "./help_lines.ts";

/** How long a cell may take where nothing is said (s). */
export const TIMEOUT = 600;

/** The help of `deno task notebooks`. */
export const HELP = `Executes notebooks with Deno alone, and writes them back with their outputs, cells formatted.

  deno task notebooks [FILE…] [options]

${
  [
    helpLine("FILE", "a notebook of the Deno kernel, or a folder of some (default: notebooks, beside deno.json)"),
    helpLine("--check", "write nothing; fail where the outputs are not those in the file"),
    helpLine("--types-only", "check types and format of the cells and run nothing"),
    helpLine("--out DIR", "write executed notebooks there and leave the files as they are"),
    helpLine("--timeout S", `how long a cell may take, in seconds (default ${TIMEOUT})`),
    helpLine("--jobs N", "how many notebooks run at a time (default 1)"),
    helpLine("--help", "this text"),
  ].join("\n")
}

The format and the types of all cells are checked first, then each notebook runs in a kernel of its own whose working
folder is the notebook's. A file is written whole or not at all, and only when none of its cells failed; executed
twice, it holds the same bytes. Numbers of cells are those that Jupyter shows in brackets: they count cells of code.

Tags of a cell (cell.metadata.tags)
${
  [
    helpLine(
      "needs:COLLECTION",
      "it reads published tables (aioli, dml, doremi, regmix) and runs only where they are; " +
        "outputs of collections without a licence are never kept",
    ),
    helpLine("varies", "its outputs are other ones on another machine: they are written and not compared"),
    helpLine("raises", "it may end in an error"),
  ].join("\n")
}

Exit code: 0 done, 1 a cell failed, or outputs or types are wrong, 2 bad input or options, 130 interrupted.`;
