/**
 * A licence in the SPDX list.
 *
 * @module
 */

/** What a file of the package spdx-license-list holds. */
export interface Licence {
  readonly name: string;
  readonly licenseText: string;
  readonly osiApproved: boolean;
}

/** Folder of the package with a JSON file for each licence. */
export const LICENCES = "licenses";
