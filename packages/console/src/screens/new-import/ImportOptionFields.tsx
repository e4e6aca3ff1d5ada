import { SelectField } from "../../components/forms/SelectField.tsx";
import { TextField } from "../../components/forms/TextField.tsx";
import { providerNames, providers } from "../../data/numbers.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { delimiters, encodings, importOptions, presets } from "./import-options.ts";

/** What the file contains and how it is read. The URL has the choices. */
export function ImportOptionFields() {
  const t = useText();
  const [search, changeUrl] = useUrlState();
  const { kind, mode } = importOptions(search);
  const set = (name: string) => (value: string) =>
    changeUrl({ [name]: value || undefined }, { replace: true });
  return (
    <div className="import-options">
      <SelectField
        label={t("Contents")}
        value={kind}
        options={[
          ["numbers", t("Numbers and their holders")],
          ["users", t("Users")],
        ]}
        onValue={set("kind")}
      />
      {kind === "numbers" && <NumberOptionFields />}
      <SelectField
        label={t("Encoding")}
        value={search.encoding ?? ""}
        options={[
          ["", t("UTF-8, or its byte order mark")],
          ...encodings.map((name) => [name, name] as const),
        ]}
        onValue={set("encoding")}
      />
      <SelectField
        label={t("Delimiter")}
        value={search.delimiter ?? ""}
        options={[
          ["", t("Found in the header")],
          ...delimiters.map((sign) => [sign, sign === "\t" ? t("Tab") : sign] as const),
        ]}
        onValue={set("delimiter")}
      />
      <SelectField
        label={t("Refused rows")}
        value={mode}
        options={[
          ["each", t("Are left out")],
          ["atomic", t("Stop everything (at most 2,000 rows)")],
        ]}
        onValue={set("mode")}
      />
    </div>
  );
}

function NumberOptionFields() {
  const t = useText();
  const [search, changeUrl] = useUrlState();
  const set = (name: string) => (value: string) =>
    changeUrl({ [name]: value || undefined }, { replace: true });
  return (
    <>
      <SelectField
        label={t("List of")}
        value={search.preset ?? ""}
        options={[["", "Whoseline"], ...presets.map((name) => [name, presetNames[name]] as const)]}
        onValue={set("preset")}
      />
      <SelectField
        label={t("Provider")}
        value={search.provider ?? ""}
        options={[["", t("In the file")], ...providers.map((name) => [name, providerNames[name]] as const)]}
        onValue={set("provider")}
      />
      <TextField
        label={t("Country (optional)")}
        hint={t("Two letters, such as CA: of lines without a country code.")}
        maxLength={2}
        dir="ltr"
        value={search.country ?? ""}
        onText={(text) => set("country")(text.toUpperCase())}
      />
    </>
  );
}

const presetNames: Readonly<Record<(typeof presets)[number], string>> = {
  twilio: "Twilio",
  telnyx: "Telnyx",
  teams: "Microsoft Teams",
  freepbx: "FreePBX",
  tether: "Tether",
  ippanel: "IPPanel",
};
