import type { Preferences } from "./preferences.ts";

/** The locale of dates and counts. Persian implies the Jalali calendar. */
export const localeOf = ({ language, digits }: Preferences): string =>
  language === "fa" ? `fa-IR-u-nu-${digits === "persian" ? "arabext" : "latn"}` : "en-GB";
