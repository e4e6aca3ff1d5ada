import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

/**
 * Compiles the catalogues. `fa.json` maps each English message to its translation; `fa.json?source` is the catalogue of
 * English, which has the messages with placeholders only: every other message is its own text.
 */
export const catalogue = (): Plugin => ({
  name: "catalogue",
  enforce: "pre",
  transform(code, id) {
    const [path = "", query] = id.split("?");
    if (!path.includes("/locales/") || !path.endsWith(".json")) return null;
    const translations = Object.entries(JSON.parse(code) as Record<string, string>);
    const messages =
      query === "source"
        ? translations.filter(([source]) => source.includes("{")).map(([source]) => [source, source] as const)
        : translations;
    const compiled = Object.fromEntries(messages.map(([source, text]) => [source, compileMessage(text)]));
    return { code: `export const messages = ${JSON.stringify(compiled)};`, map: null, moduleType: "js" };
  },
});
