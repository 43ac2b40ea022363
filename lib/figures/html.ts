/** Text as HTML shows it, safe between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/**
 * JSON that may stand inside a script element: no `<`, so that nothing in it can end the element or open a comment, and
 * none of the two line separators that old scripts take for the end of a line.
 */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll(
    "\u2029",
    "\\u2029",
  );
}

/**
 * Script source that may stand inside a script element. An HTML parser treats `<!--`, `<script` and `</script` there
 * apart; in JavaScript strings and patterns a backslash after `<` changes nothing.
 */
export function inlineScript(source: string): string {
  return source.replace(/<(?=!--|\/?script)/gi, "<\\");
}
