/**
 * Mixtures that are given, from files on the command line.
 *
 * @module
 */
import { outOfRange } from "../errors.ts";
import { checkShares } from "../mixture/simplex.ts";
import { breach } from "./bounds.ts";
import type { Design } from "./design.ts";

/** The design. */
export const given: Design = {
  name: "file",
  about: "mixtures from a file",
  source: "files of your own",
  options: {},
  inputs: {
    mixtures: {
      kind: "text",
      value: "FILE",
      help:
        "rows of shares in the order of the domains (text or .npy), the shares of a table of runs, or mixture files " +
        "(.json, .yaml, .pkl) between commas; --design file may be left out",
    },
  },
  mixtures(_, { given, domains, box }) {
    if (given === undefined || given.length === 0) throw outOfRange("file: wanted mixtures, got none");
    const mixtures = given.map(({ id, shares }) => {
      if (shares.length !== domains.length) {
        throw outOfRange(`file: mixture ${id}: wanted ${domains.length} shares, one a domain, got ${shares.length}`);
      }
      const { shares: p_m } = checkShares(shares, {
        what: () => `file: mixture ${id}: the shares`,
        name: (j) => `the share of ${domains[j]}`,
      });
      const wrong = breach(p_m, box, domains);
      if (wrong !== undefined) {
        throw outOfRange(`file: mixture ${id}: ${wrong}; take the mixture out, or change the bound`);
      }
      return { id, shares: [...p_m] };
    });
    return { mixtures, notes: [] };
  },
};
