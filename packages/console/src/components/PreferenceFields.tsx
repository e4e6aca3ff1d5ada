import { storePreferences, usePreferences } from "../i18n/preferences.ts";
import { useText } from "../i18n/use-text.ts";
import { SelectField } from "./forms/SelectField.tsx";

/** Language, theme and digits. They take effect at once and are kept in this browser. */
export function PreferenceFields() {
  const t = useText();
  const { language, theme, digits } = usePreferences();
  return (
    <>
      <SelectField
        label={t("Language")}
        value={language}
        options={[
          ["en", "English"],
          ["fa", "فارسی"],
        ]}
        onValue={(value) => storePreferences({ language: value })}
      />
      <SelectField
        label={t("Theme")}
        value={theme}
        options={[
          ["system", t("Like the system")],
          ["light", t("Light")],
          ["dark", t("Dark")],
        ]}
        onValue={(value) => storePreferences({ theme: value })}
      />
      {language === "fa" && (
        <SelectField
          label={t("Digits of dates and counts")}
          value={digits}
          options={[
            ["persian", "۰۱۲۳"],
            ["latin", "0123"],
          ]}
          onValue={(value) => storePreferences({ digits: value })}
        />
      )}
    </>
  );
}
