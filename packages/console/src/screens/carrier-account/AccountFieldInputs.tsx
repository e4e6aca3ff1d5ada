import { CheckField } from "../../components/forms/CheckField.tsx";
import { SelectField } from "../../components/forms/SelectField.tsx";
import { TextField } from "../../components/forms/TextField.tsx";
import type { AccountField, AccountValues } from "./account-fields.ts";

interface AccountFieldInputsProps {
  readonly fields: readonly AccountField[];
  readonly values: AccountValues;
  readonly onChange: (values: AccountValues) => void;
}

export function AccountFieldInputs({ fields, values, onChange }: AccountFieldInputsProps) {
  return fields.map(({ name, label, hint, kind }) => {
    const value = values[name] ?? "";
    const set = (text: string) => onChange({ ...values, [name]: text });
    if (kind === "check")
      return (
        <CheckField
          key={name}
          label={label}
          hint={hint}
          isChecked={value !== ""}
          onCheck={(isChecked) => set(isChecked ? "true" : "")}
        />
      );
    if (typeof kind === "object")
      return <SelectField key={name} label={label} value={value} options={kind} onValue={set} />;
    return (
      <TextField
        key={name}
        label={label}
        hint={hint}
        dir={name === "name" ? undefined : name === "text" ? "auto" : "ltr"}
        inputMode={kind && "numeric"}
        value={value}
        onText={set}
      />
    );
  });
}
