/**
 * A file system whose power is cut: what was not synced by then may be lost. Names live in their folder and are safe
 * after `syncFolder`, contents after `sync` of the file, as POSIX promises and no more.
 */
import { denoFiles } from "../../lib/files/deno_files.ts";
import type { Files } from "../../lib/files/files.ts";
import { dirname } from "node:path";

/** What the cut takes away. */
export interface Loss {
  /** Names made, changed or removed in folders that were not synced since. */
  readonly names: boolean;
  /** `"cut"`: files lose what was not synced; `"zeros"`: it is zeros. */
  readonly contents: "kept" | "cut" | "zeros";
}

/**
 * Files over `base` that remember what is not synced.
 *
 * @param attic a folder for what was removed or replaced.
 */
export function powerCutFiles(base: Files, attic: string): Files & { cut(loss: Loss): void } {
  let number = 0;
  const kept = () => `${attic}/${number++}`;
  /** How to undo the changes of names, oldest first. */
  let undo: { folder: string; back: () => void }[] = [];
  /** Bytes on the disk of each file that has more. */
  let synced = new Map<string, number>();
  const changed = (path: string, back: () => void) => undo.push({ folder: dirname(path), back });
  const moved = (from: string, to: string) => {
    const there = (path: string) => path === from || path.startsWith(from + "/") ? to + path.slice(from.length) : path;
    synced = new Map(Array.from(synced, ([path, size]) => [there(path), size]));
    undo = undo.map(({ folder, back }) => ({ folder: there(folder), back }));
  };
  return {
    ...base,
    open(path, how) {
      const before = denoFiles.stat(path);
      if (how === "empty" && before !== undefined) {
        const old = kept();
        Deno.copyFileSync(path, old);
        changed(path, () => Deno.copyFileSync(old, path)); // an emptied file may come back
      }
      const file = base.open(path, how);
      if ((how === "new" || how === "empty") && before === undefined) changed(path, () => denoFiles.remove(path));
      if (how === "new" || how === "empty") synced.set(path, 0);
      return {
        read: (into) => file.read(into),
        write(bytes) {
          if (!synced.has(path)) synced.set(path, denoFiles.stat(path)!.size);
          return file.write(bytes);
        },
        truncate: (length) => file.truncate(length),
        sync() {
          file.sync(); // counts, and dies when it is time to
          synced.delete(path);
        },
        [Symbol.dispose]: () => file[Symbol.dispose](),
      };
    },
    rename(from, to) {
      let old: string | undefined;
      if (denoFiles.stat(to)?.isFolder === false) Deno.linkSync(to, old = kept());
      base.rename(from, to);
      moved(from, to);
      changed(to, () => {
        Deno.renameSync(to, from);
        moved(to, from);
        if (old !== undefined) Deno.linkSync(old, to);
      });
    },
    link(from, to) {
      base.link(from, to);
      const size = synced.get(from);
      if (size !== undefined) synced.set(to, size);
      changed(to, () => Deno.removeSync(to));
    },
    remove(path) {
      const old = kept();
      base.stat(path); // likewise
      Deno.renameSync(path, old);
      moved(path, old);
      changed(path, () => {
        Deno.renameSync(old, path);
        moved(old, path);
      });
    },
    makeFolder(path) {
      const missing: string[] = [];
      for (let at = path; denoFiles.stat(at) === undefined; at = dirname(at)) missing.unshift(at);
      base.makeFolder(path);
      for (const made of missing) changed(made, () => Deno.removeSync(made, { recursive: true }));
    },
    syncFolder(path) {
      base.syncFolder(path);
      undo = undo.filter(({ folder }) => folder !== path);
    },
    cut({ names, contents }) {
      if (contents !== "kept") {
        for (const [path, size] of synced) {
          const whole = denoFiles.stat(path)?.size;
          if (whole === undefined) continue;
          Deno.truncateSync(path, size);
          if (contents === "zeros") Deno.truncateSync(path, whole);
        }
      }
      if (names) { while (undo.length > 0) undo.pop()!.back(); }
    },
  };
}
