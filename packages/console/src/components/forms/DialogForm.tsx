import type { ReactNode } from "react";
import { useText } from "../../i18n/use-text.ts";
import { Button, type ButtonProps } from "../Button.tsx";
import { ErrorNotice } from "../errors/ErrorNotice.tsx";

interface DialogFormProps {
  readonly children?: ReactNode;
  readonly submit: string;
  readonly kind?: ButtonProps["kind"];
  readonly isPending: boolean;
  readonly isReady?: boolean;
  readonly error: Error | null;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

/** The form of a dialog. It stays open until the server has confirmed the change, and keeps what was typed. */
export function DialogForm({
  children,
  submit,
  kind = "primary",
  isPending,
  isReady = true,
  error,
  onSubmit,
  onClose,
}: DialogFormProps) {
  const t = useText();
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPending && isReady) onSubmit();
      }}
    >
      {children}
      {error !== null && <ErrorNotice error={error} />}
      <div className="modal-actions">
        <Button onClick={onClose}>{t("Cancel")}</Button>
        <Button type="submit" kind={kind} isBusy={isPending} disabled={!isReady}>
          {isPending ? t("Saving…") : submit}
        </Button>
      </div>
    </form>
  );
}
