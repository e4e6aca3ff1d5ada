import { providers } from "../../data/numbers.ts";
import type { SearchParams } from "../../hooks/search-params.ts";

export const encodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252", "windows-1256"] as const;
export const delimiters = [",", ";", "\t", "|"] as const;
export const presets = ["twilio", "telnyx", "teams", "freepbx", "tether", "ippanel"] as const;

const known = <Value extends string>(values: readonly Value[], text: string | undefined) =>
  values.find((value) => value === text);

/** The options in the URL. Presets, the country and the provider are of numbers only. */
export function importOptions(search: SearchParams) {
  const kind = search.kind === "users" ? ("users" as const) : ("numbers" as const);
  return {
    kind,
    mode: search.mode === "atomic" ? ("atomic" as const) : ("each" as const),
    encoding: known(encodings, search.encoding),
    delimiter: known(delimiters, search.delimiter),
    ...(kind === "numbers" && {
      preset: known(presets, search.preset),
      provider: known(providers, search.provider),
      country: search.country || undefined,
    }),
  };
}
