import type { Flags } from "../../../components/flag-texts.ts";
import { CheckField } from "../../../components/forms/CheckField.tsx";
import { TextField } from "../../../components/forms/TextField.tsx";
import { useText } from "../../../i18n/use-text.ts";

export interface FlagValues extends Flags {
  readonly label: string;
}

interface FlagFieldsProps {
  readonly values: FlagValues;
  readonly onChange: (values: FlagValues) => void;
}

/** The rights of a holder, and the label. */
export function FlagFields({ values, onChange }: FlagFieldsProps) {
  const t = useText();
  return (
    <>
      <fieldset className="fieldset">
        <legend>{t("Rights")}</legend>
        <CheckField
          label={t("Receives calls and messages")}
          hint={t("A number has one inbound holder: another one loses this right.")}
          isChecked={values.isInboundEnabled}
          onCheck={(isInboundEnabled) => onChange({ ...values, isInboundEnabled })}
        />
        <CheckField
          label={t("Calls and sends from the number")}
          isChecked={values.isOutboundEnabled}
          onCheck={(isOutboundEnabled) => onChange({ ...values, isOutboundEnabled })}
        />
        <CheckField
          label={t("Is the person’s default at this provider")}
          isChecked={values.isDefault}
          onCheck={(isDefault) => onChange({ ...values, isDefault })}
        />
      </fieldset>
      <TextField
        label={t("Label (optional)")}
        maxLength={200}
        value={values.label}
        onText={(label) => onChange({ ...values, label })}
      />
    </>
  );
}
