import { i18n, type Messages } from "@lingui/core";
import { localeOf } from "./locale.ts";
import type { Language, Preferences } from "./preferences.ts";

// A message that the catalogue does not have is its own text: those with placeholders are all in it.
i18n.setMessagesCompiler((message) => [message]);

/** Sets the language, the direction and the theme of the document. Resolves when the catalogue is loaded. */
export async function applyPreferences(preferences: Preferences): Promise<void> {
  const { language, theme } = preferences;
  const messages = await loadMessages(language);
  const root = document.documentElement;
  root.lang = language;
  root.dir = language === "fa" ? "rtl" : "ltr";
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  i18n.load(language, messages);
  i18n.activate(language, localeOf(preferences));
}

async function loadMessages(language: Language): Promise<Messages> {
  if (language === "en") return (await import("../locales/fa.json?source")).messages;
  const [{ messages }] = await Promise.all([
    import("../locales/fa.json?translation"),
    import("./persian-font.ts"),
  ]);
  return messages;
}
