import { useState } from "react";
import { useText } from "../i18n/use-text.ts";
import { Button } from "./Button.tsx";
import { CheckField } from "./forms/CheckField.tsx";
import { Modal } from "./Modal.tsx";
import "./secret-dialog.css";

export interface NewSecret {
  readonly name: string;
  /** Absent from the replay of a repeated request. */
  readonly key: string | undefined;
}

interface SecretDialogProps {
  readonly secret: NewSecret;
  readonly onClose: () => void;
}

/** Shows a new secret, once. It closes only when the person has confirmed that it is stored. */
export function SecretDialog({ secret: { name, key = "" }, onClose }: SecretDialogProps) {
  const t = useText();
  const [isStored, setStored] = useState(false);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(key);
    setCopied(true);
  };
  return (
    <Modal
      isRequired
      title={t("The new secret: {name}", { name })}
      description={t("It is shown only now. Store it where your program reads it.")}
      onClose={onClose}
    >
      <div className="form">
        <code className="new-secret" dir="ltr">
          {key}
        </code>
        <div className="page-actions">
          <Button onClick={() => void copy()}>{t("Copy")}</Button>
          <span role="status">{isCopied && t("Copied.")}</span>
        </div>
        <CheckField label={t("I have stored it")} isChecked={isStored} onCheck={setStored} />
        <div className="modal-actions">
          <Button kind="primary" disabled={!isStored} onClick={onClose}>
            {t("Done")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
