/**
 * What a cell of a notebook shows: one value in several forms, by media type. Each viewer takes the richest form that it
 * can and may show; a terminal takes the text.
 */
export type Output = Readonly<Record<string, unknown>> & { readonly "text/plain": string };
