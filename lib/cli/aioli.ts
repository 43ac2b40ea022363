/**
 * `deno task aioli`: the commands of Aioli's repository.
 *
 * @module
 */
import { parseAioliLine } from "./aioli/parse.ts";
import { run } from "./arguments.ts";

/** Its other scripts. */
const OTHERS: Readonly<Record<string, () => Promise<(args: string[]) => Promise<number>>>> = {
  linreg: async () => (await import("./aioli/linreg.ts")).linregCommand,
  "skills-graph": async () => (await import("./aioli/skills_graph.ts")).skillsGraphCommand,
  skills_graph: async () => (await import("./aioli/skills_graph.ts")).skillsGraphCommand,
  dirichlet: async () => (await import("./aioli/dirichlet.ts")).dirichletCommand,
};

/** The command. */
export async function main(args: string[]): Promise<number> {
  if (args.length > 0 && Object.hasOwn(OTHERS, args[0])) return await (await OTHERS[args[0]]())(args.slice(1));
  const line = parseAioliLine(args);
  if (line.own.help || args.length === 0) {
    console.log((await import("./aioli/help.ts")).aioliHelp());
    return 0;
  }
  return await (await import("./aioli/command.ts")).aioliCommand(line);
}

if (import.meta.main) await run(main);
