/**
 * A member of a member.
 *
 * @module
 */
import type { JsonRecord } from "./jsonl_documents.ts";

/** A function that reads `meta.name` from a record; undefined where it is not there. */
export function nested(path: string): (record: JsonRecord) => unknown {
  const names = path.split(".");
  return (record) => {
    let value: unknown = record;
    for (const name of names) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as JsonRecord)[name];
    }
    return value;
  };
}
