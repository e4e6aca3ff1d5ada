import { useLingui } from "@lingui/react";

export type Values = Readonly<Record<string, string | number>>;

/** Returns a message in the present language. The argument is the English text, which names it in the catalogue. */
export type Text = (message: string, values?: Values) => string;

export function useText(): Text {
  const { i18n } = useLingui();
  return (message, values) => i18n._(message, i18n.locale === "fa" ? isolated(values) : values);
}

/** The characters of Unicode that isolate a text with its direction: UAX #9. */
const [leftToRight, byFirstLetter, end] = ["\u2066", "\u2068", "\u2069"];

const isLine = (value: string): boolean => /^\+?[0-9]/.test(value);

/** In a text from right to left each value keeps its own direction, so that `+14165550102` stays as it is. */
const isolated = (values: Values = {}): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" && value !== ""
        ? `${isLine(value) ? leftToRight : byFirstLetter}${value}${end}`
        : value,
    ]),
  );
