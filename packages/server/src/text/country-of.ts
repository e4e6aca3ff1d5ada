type Phones = typeof import("libphonenumber-js/min");

/**
 * Returns the country or territory of an E.164 number, as its ISO 3166-1 code: `CA` for +14165550102, although the United
 * States have the same calling code. Undefined for a number that belongs to none, like +800…, or is in no numbering plan.
 */
export type CountryOf = (line: string) => string | undefined;

let loading: Promise<CountryOf> | undefined;
let loaded: CountryOf | undefined;

/** Loads the numbering plans, which are too large for the start of a server. */
export function loadCountries(): Promise<CountryOf> {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<CountryOf> {
  loaded = countryOfPhones(await import("libphonenumber-js/min"));
  return loaded;
}

/** Undefined until the numbering plans are loaded, which the first call begins. */
export function countriesIfLoaded(): CountryOf | undefined {
  if (loaded === undefined) loadCountries().catch(() => {});
  return loaded;
}

/** Numbers are looked up again and again, and reading one takes longer than a lookup. */
const rememberedMax = 10_000;

function countryOfPhones({ parsePhoneNumberFromString }: Phones): CountryOf {
  const remembered = new Map<string, string | undefined>();
  return (line) => {
    if (remembered.has(line)) return remembered.get(line);
    const country = parsePhoneNumberFromString(line)?.country;
    if (remembered.size >= rememberedMax) remembered.clear();
    remembered.set(line, country);
    return country;
  };
}
