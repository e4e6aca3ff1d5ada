import { useText } from "../../i18n/use-text.ts";
import { TextField } from "./TextField.tsx";

/** The credentials by name as they are typed. */
export type Credentials = Readonly<Record<string, string>>;

interface CredentialFieldsProps {
  readonly names: readonly string[];
  readonly values: Credentials;
  readonly onChange: (values: Credentials) => void;
  readonly isSecret?: boolean;
  readonly isRequired?: boolean;
  /** Below the field of a name. */
  readonly hint?: (name: string) => string | undefined;
}

/** One field for each credential, labelled with the name that the API and the setup have for it. */
export function CredentialFields({
  names,
  values,
  onChange,
  isSecret = false,
  isRequired = false,
  hint,
}: CredentialFieldsProps) {
  const t = useText();
  return names.map((name) => (
    <TextField
      key={name}
      label={isRequired ? name : t("{name} (optional)", { name })}
      hint={hint?.(name)}
      type={isSecret ? "password" : "text"}
      autoComplete={isSecret ? "new-password" : "off"}
      dir="ltr"
      required={isRequired}
      maxLength={512}
      value={values[name] ?? ""}
      onText={(text) => onChange({ ...values, [name]: text })}
    />
  ));
}

/** Those that were filled in. */
export const filledIn = (values: Credentials, names: readonly string[]): Credentials =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== "" && names.includes(name)));
