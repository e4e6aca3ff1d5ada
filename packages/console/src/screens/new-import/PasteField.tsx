import { useId } from "react";
import { Button } from "../../components/Button.tsx";
import { useText } from "../../i18n/use-text.ts";

interface PasteFieldProps {
  readonly onText: (text: string) => void;
  readonly onClose: () => void;
}

/** The rows as text, with the header. */
export function PasteField({ onText, onClose }: PasteFieldProps) {
  const t = useText();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t("Rows, with the header first")}</label>
      <textarea
        id={id}
        rows={8}
        dir="ltr"
        spellCheck={false}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      <div>
        <Button className="button-small" onClick={onClose}>
          {t("Choose a file instead")}
        </Button>
      </div>
    </div>
  );
}
