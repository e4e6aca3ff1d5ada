/** The search parameters of a URL: texts, without JSON, so that a line stays a text and people can read the URL. */
export type SearchParams = Readonly<Record<string, string>>;

export const parseSearch = (text: string): SearchParams => Object.fromEntries(new URLSearchParams(text));

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(search).flatMap(([name, value]) =>
    value === undefined || value === null || value === "" ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
