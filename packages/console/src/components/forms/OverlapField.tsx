import { useText } from "../../i18n/use-text.ts";
import { SelectField } from "./SelectField.tsx";

export type OverlapSeconds = "0" | "3600" | "86400" | "604800";

interface OverlapFieldProps {
  readonly label: string;
  readonly value: OverlapSeconds;
  readonly onValue: (seconds: OverlapSeconds) => void;
}

/** For how long a secret stays valid after its rotation. */
export function OverlapField(props: OverlapFieldProps) {
  const t = useText();
  return (
    <SelectField
      {...props}
      options={[
        ["0", t("no time")],
        ["3600", t("one hour")],
        ["86400", t("one day")],
        ["604800", t("seven days")],
      ]}
    />
  );
}
