/**
 * NIST's nonlinear regression problems, unchanged.
 *
 * @module
 */
import type { Recipe } from "./recipe.ts";

const PROBLEMS =
  ("Bennett5 BoxBOD Chwirut1 Chwirut2 DanWood ENSO Eckerle4 Gauss1 Gauss2 Gauss3 Hahn1 Kirby2 Lanczos1 " +
    "Lanczos2 Lanczos3 MGH09 MGH10 MGH17 Misra1a Misra1b Misra1c Misra1d Nelson Rat42 Rat43 Roszman1 Thurber").split(
      " ",
    );

/** All 27 problems of NIST StRD, as lmfit/lmfit-py carries them (`NIST_STRD/`). */
export const NIST: readonly Recipe[] = PROBLEMS.map((name) => {
  const path = `NIST_STRD/${name}.dat`;
  return { makes: `nist/${name}.dat`, from: [path], make: (files) => files.get(path)! };
});
