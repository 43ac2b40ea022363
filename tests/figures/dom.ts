import { parseHTML } from "linkedom";

/** The document of a page or a drawing, for looking into it. Its types would be those of a browser, which is not here. */
// deno-lint-ignore no-explicit-any
export function dom(text: string): any {
  return (parseHTML(text) as unknown as { document: unknown }).document;
}
