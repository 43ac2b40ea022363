/**
 * Aioli: the Dirichlet covers from which its sweeps took their mixtures.
 *
 * @module
 */
import { unparsable } from "../../errors.ts";
import { writeCsv } from "../csv.ts";
import type { Recipe } from "./recipe.ts";

const COVERS = [{ k: 3, n: 9 }, { k: 9, n: 50 }].flatMap(({ k, n }) =>
  [0, 1, 2, 3, 4].map((seed) => ({ k, n, seed, file: `k_${k}_n_${n}_seed_${seed}.txt` }))
);
const WIDEST = Math.max(...COVERS.map(({ k }) => k));
const path = (file: string) => `dirichlet_weights/${file}`;

/** One row a mixture, with the shares as the files print them. */
export const AIOLI_COVERS: readonly Recipe[] = [{
  makes: "aioli/dirichlet_weights.csv",
  from: COVERS.map(({ file }) => path(file)),
  make(files) {
    const rows = COVERS.flatMap(({ k, n, seed, file }) => {
      const lines = new TextDecoder().decode(files.get(path(file))).trimEnd().split(/\r?\n/);
      if (lines.length !== n) throw unparsable(`${path(file)}: wanted ${n} mixtures, got ${lines.length}`);
      return lines.map((line, i) => {
        const shares = line.split(",");
        if (shares.length !== k) throw unparsable(`${path(file)}:${i + 1}:1: wanted ${k} shares, got ${shares.length}`);
        return [k, n, seed, i, file, ...shares, ...new Array(WIDEST - k).fill("")].map(String);
      });
    });
    const shares = Array.from({ length: WIDEST }, (_, j) => `p${j + 1}`);
    return writeCsv([["k", "n", "seed", "row", "source_file", ...shares], ...rows], "\r\n");
  },
}];
