import { join } from "node:path";

/**
 * The lines that were added to a growing file since the last call: a function that reads them. The file is that of the
 * last of some folders (the attempts of a run), as it is when a line is first found.
 */
export function newLines(folders: string, name: string): () => Promise<string[]> {
  let path: string | undefined, from = 0, rest = "";
  const decoder = new TextDecoder();
  return async () => {
    try {
      path ??= join(folders, lastOf([...Deno.readDirSync(folders)].map((entry) => entry.name)), name);
      using file = await Deno.open(path);
      await file.seek(from, Deno.SeekMode.Start);
      const bytes = await new Response(file.readable).bytes();
      from += bytes.length;
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop()!;
      return lines;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      path = undefined; // it is not there yet
      return [];
    }
  };
}

function lastOf(names: readonly string[]): string {
  const [last] = names.toSorted().reverse();
  if (last === undefined) throw new Deno.errors.NotFound("no folder yet");
  return last;
}
