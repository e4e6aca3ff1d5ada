import { useText } from "../../i18n/use-text.ts";
import { TextField } from "./TextField.tsx";

interface ReasonFieldProps {
  readonly value: string;
  readonly onText: (text: string) => void;
}

export function ReasonField(props: ReasonFieldProps) {
  const t = useText();
  return (
    <TextField
      {...props}
      label={t("Reason (optional)")}
      maxLength={500}
      hint={t("Kept in the history. It overrides cooling and reservations.")}
    />
  );
}
