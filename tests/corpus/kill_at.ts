/**
 * Death at the n-th change of the file system: the n-th write, rename, removal or new folder is done by half, then the
 * process dies. What a kill leaves on the disk is one of these states.
 */

const CHANGES = ["writeFileSync", "renameSync", "removeSync", "mkdirSync"] as const;

/** Counts changes and calls `die` in the midst of the n-th (from 0). Gives the function that counts, and undoing. */
export function killAt(n: number, die: () => never): Disposable & { readonly changes: number } {
  const whole = Object.fromEntries(CHANGES.map((name) => [name, Deno[name]])) as Pick<
    typeof Deno,
    typeof CHANGES[number]
  >;
  const half = {
    writeFileSync(path: string, data: Uint8Array, options?: Deno.WriteFileOptions) {
      whole.writeFileSync(path, data.subarray(0, data.length >> 1), options);
    },
    removeSync(path: string, options?: Deno.RemoveOptions) {
      if (!options?.recursive || !Deno.statSync(path).isDirectory) return;
      const names = Array.from(Deno.readDirSync(path), ({ name }) => name).sort();
      for (const name of names.slice(0, names.length >> 1)) whole.removeSync(`${path}/${name}`, { recursive: true });
    },
    renameSync() {},
    mkdirSync() {},
  };
  let changes = 0;
  for (const name of CHANGES) {
    // deno-lint-ignore no-explicit-any -- four functions of different parameters, all handed on as they come
    (Deno as any)[name] = (...parameters: any[]) => {
      if (changes++ >= n) {
        // deno-lint-ignore no-explicit-any -- as above
        if (changes === n + 1) (half[name] as any)(...parameters);
        die();
      }
      // deno-lint-ignore no-explicit-any -- as above
      return (whole[name] as any)(...parameters);
    };
  }
  return {
    get changes() {
      return changes;
    },
    [Symbol.dispose]() {
      Object.assign(Deno, whole);
    },
  };
}
