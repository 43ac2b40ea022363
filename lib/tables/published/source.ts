/**
 * The manifest of published tables: which files there are, where, and how to know them.
 *
 * @module
 */
import { got, outOfRange, unparsable, wrongKind } from "../../errors.ts";

/** A file as published: an address at a fixed commit, its size and its hash. */
export interface Source {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  /** The commit, 40 hexadecimal digits. */
  readonly commit: string;
  /** Path inside the repository. */
  readonly path: string;
  /** Where the file can be fetched. */
  readonly url: string;
  /** Size in bytes. */
  readonly bytes: number;
  /** SHA-256, 64 hexadecimal digits. */
  readonly sha256: string;
  /** Licence in the words of the manifest. */
  readonly licence: string;
}

const LARGEST = 256 * 2 ** 20;

/** Reads a manifest (`data/sources.json`); `file` names it in messages. */
export function readSources(text: string, file: string): Source[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw unparsable(
      `${file}: wanted a JSON manifest of files, got text that is not JSON (${(error as Error).message})`,
    );
  }
  const files = (document as { files?: unknown } | null)?.files;
  if (!Array.isArray(files) || files.length === 0) {
    throw wrongKind(`${file}: wanted an object with a list "files" of at least one file`);
  }
  const seen = new Set<string>();
  return files.map((entry, i) => {
    const source = readSource(entry, `${file}: files[${i}]`);
    const name = `${source.repository} ${source.path}`;
    if (seen.has(name)) throw outOfRange(`${file}: files[${i}]: ${name} is listed twice; name each file once`);
    seen.add(name);
    return source;
  });
}

function readSource(entry: unknown, where: string): Source {
  const fields = (typeof entry === "object" && entry !== null ? entry : {}) as Record<string, unknown>;
  const text = (name: string, pattern: RegExp, wanted: string): string => {
    const value = fields[name];
    if (typeof value === "string" && pattern.test(value)) return value;
    throw outOfRange(`${where}: "${name}" must be ${wanted}, got ${got(value)}`);
  };
  const bytes = fields.bytes;
  if (typeof bytes !== "number" || !Number.isInteger(bytes) || bytes < 1 || bytes > LARGEST) {
    throw outOfRange(`${where}: "bytes" must be a whole number from 1 to ${LARGEST}, got ${got(bytes)}`);
  }
  const path = text("path", /^[^/\\]+(\/[^/\\]+)*$/, "a path inside the repository, with / and without \\");
  // A manifest can come from anybody (--sources): none may write outside the folder of tables.
  if (path.split("/").some((part) => part === "." || part === "..")) {
    throw outOfRange(`${where}: "path" must not hold "." or ".." as a part, got ${got(path)}`);
  }
  return {
    repository: text("repository", /^[A-Za-z0-9_-][\w.-]*\/[A-Za-z0-9_-][\w.-]*$/, "owner/name"),
    commit: text("commit", /^[0-9a-f]{40}$/, "40 hexadecimal digits"),
    path,
    url: text("url", /^https?:\/\/\S+$/, "an http or https address"),
    bytes,
    sha256: text("sha256", /^[0-9a-f]{64}$/, "64 hexadecimal digits"),
    licence: text("licence", /\S/, "the licence in words"),
  };
}
