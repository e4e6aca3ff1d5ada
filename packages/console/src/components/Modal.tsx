import { Dialog } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { useText } from "../i18n/use-text.ts";
import "./modal.css";

interface ModalProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** A modal that cannot be closed without its action. */
  readonly isRequired?: boolean;
}

/** A dialog that is open while it is rendered. Esc closes it and returns the focus. */
export function Modal({ title, description, onClose, children, isRequired = false }: ModalProps) {
  const t = useText();
  return (
    <Dialog.Root open disablePointerDismissal onOpenChange={(isOpen) => !(isOpen || isRequired) && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="modal-backdrop" />
        <Dialog.Popup className="modal">
          <div className="modal-header">
            <Dialog.Title className="modal-title">{title}</Dialog.Title>
            {!isRequired && (
              <Dialog.Close className="button button-quiet" aria-label={t("Close")}>
                ✕
              </Dialog.Close>
            )}
          </div>
          {description !== undefined && (
            <Dialog.Description className="modal-description" render={<div />}>
              {description}
            </Dialog.Description>
          )}
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
