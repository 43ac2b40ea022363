/**
 * `deno task corpus`: builds, inspects and verifies corpora of token shards.
 *
 * @module
 */
import { unparsable } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { parseArguments, run } from "./arguments.ts";

const OPTIONS = {
  format: { type: "string" },
  domains: { type: "string" },
  "domain-map": { type: "string" },
  tokenizer: { type: "string" },
  "end-of-document": { type: "string" },
  val: { type: "string" },
  test: { type: "string" },
  seed: { type: "string" },
  split: { type: "string" },
  splits: { type: "string" },
  workers: { type: "string" },
  out: { type: "string" },
  json: { type: "boolean" },
  figure: { type: "string" },
  temper: { type: "string" },
  epochs: { type: "string" },
  vocabulary: { type: "string" },
  dtype: { type: "string" },
  "end-id": { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** Options of the command as given, by name. */
export type CorpusValues = ReturnType<typeof parseArguments<typeof OPTIONS>>["values"];

/** What each command takes. */
const TAKES: Readonly<Record<string, readonly (keyof CorpusValues)[]>> = {
  build: [
    "format",
    "domains",
    "domain-map",
    "tokenizer",
    "end-of-document",
    "val",
    "test",
    "seed",
    "split",
    "splits",
    "workers",
    "out",
  ],
  import: ["vocabulary", "tokenizer", "dtype", "end-id", "out"],
  inspect: ["split", "json", "figure"],
  verify: [],
  mixtures: ["out", "temper", "epochs", "format"],
  list: ["json"],
};

/** The command. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, OPTIONS);
  if (values.help) {
    console.log((await import("./corpus_help.ts")).CORPUS_HELP);
    return 0;
  }
  const [command = "build", ...operands] = positionals;
  if (!Object.hasOwn(TAKES, command)) {
    const meant = nearest(command, Object.keys(TAKES));
    throw unparsable(
      `wanted ${Object.keys(TAKES).join(", ")}, got ${command}${meant ? `; did you mean ${meant}?` : ""}; see --help`,
    );
  }
  const senseless = (Object.keys(values) as (keyof CorpusValues)[]).find((name) => !TAKES[command].includes(name));
  if (senseless) throw unparsable(`corpus ${command} takes no --${senseless}; see --help`);
  const most = command === "list" ? 0 : 1;
  if (operands.length > most) {
    throw unparsable(`corpus ${command}: wanted at most ${most} operand, got ${operands.join(" ")}`);
  }
  if (["import", "inspect", "verify", "mixtures"].includes(command) && operands.length === 0) {
    throw unparsable(`corpus ${command}: wanted the folder of a corpus; see --help`);
  }
  switch (command) {
    case "build":
      return await (await import("./corpus_build.ts")).build(operands[0] ?? "builtin", values);
    case "import":
      return await (await import("./corpus_import.ts")).importBins(operands[0], values);
    case "inspect":
      return await (await import("./corpus_inspect.ts")).inspect(operands[0], values);
    case "verify":
      return (await import("./corpus_verify.ts")).verify(operands[0]);
    case "mixtures":
      return await (await import("./corpus_mixtures.ts")).mixtures(operands[0], values);
    default:
      return (await import("./corpus_list.ts")).list(values);
  }
}

if (import.meta.main) await run(main);
