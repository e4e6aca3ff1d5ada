import { useText } from "../i18n/use-text.ts";
import { Button } from "./Button.tsx";
import { reportDone } from "./toasts/toast-manager.ts";

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for people who do not see the text next to the button. */
  readonly label: string;
}

export function CopyButton({ text, label }: CopyButtonProps) {
  const t = useText();
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    reportDone(t("Copied."));
  };
  return (
    <Button className="button-small" aria-label={`${t("Copy")}: ${label}`} onClick={() => void copy()}>
      {t("Copy")}
    </Button>
  );
}
