import type { CountryCode } from "libphonenumber-js/min";

type Phones = typeof import("libphonenumber-js/min");

/** Its tables are large for the start of a server, so they are loaded with the first file. */
export const loadPhones = (): Promise<Phones> => import("libphonenumber-js/min");

/** The readings of a line without a country code: as a national number of the country, and with its `+` missing. */
export function readingsOf(phones: Phones, digits: string, country: string): readonly string[] {
  const national = phones.parsePhoneNumberFromString(digits, country as CountryCode);
  const international = phones.parsePhoneNumberFromString(`+${digits}`);
  const possible = [national, international].filter((it) => it?.isPossible());
  const valid = possible.filter((it) => it?.isValid());
  return [...new Set((valid.length > 0 ? valid : possible).map((it) => it?.number ?? ""))];
}

/** The reading of a sender line, which begins with the calling code of the country and follows no plan. */
export function senderLines(phones: Phones, digits: string, country: string): readonly string[] {
  const code = phones.isSupportedCountry(country) ? phones.getCountryCallingCode(country) : undefined;
  return code !== undefined && digits.startsWith(code) ? [`+${digits}`] : [];
}

/** Whether the country's plan has no number as short as this line, which has the form `+14165550102`. */
export function isTooShort(phones: Phones, line: string): boolean {
  const shortest = shortestLengths(phones);
  for (let length = 1; length <= 3; length += 1) {
    const minimum = shortest.get(line.slice(1, 1 + length));
    if (minimum !== undefined) return line.length - 1 - length < minimum;
  }
  return false;
}

/** The least number of digits after each calling code. No calling code begins with another one. */
function shortestLengths(phones: Phones): ReadonlyMap<string, number> {
  lengths ??= new Map(
    [...Map.groupBy(phones.getCountries(), (country) => phones.getCountryCallingCode(country))].map(
      ([code, countries]) => [
        code as string,
        Math.min(...countries.map((country) => shortestOf(phones, country))),
      ],
    ),
  );
  return lengths;
}

let lengths: ReadonlyMap<string, number> | undefined;

function shortestOf({ Metadata }: Phones, country: CountryCode): number {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  return Math.min(...(metadata.numberingPlan?.possibleLengths() ?? [0]));
}
