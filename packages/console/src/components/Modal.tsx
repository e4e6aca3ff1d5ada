import { Dialog } from "@base-ui/react/dialog";
import { type ReactNode, useRef } from "react";
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

/** The first field takes the focus; without a field, the first button. */
const firstField = (popup: HTMLElement | null): HTMLElement | null =>
  popup?.querySelector<HTMLElement>("input, select, textarea") ?? null;

/** A dialog that is open while it is rendered. Esc closes it and returns the focus. */
export function Modal({ title, description, onClose, children, isRequired = false }: ModalProps) {
  const t = useText();
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root open disablePointerDismissal onOpenChange={(isOpen) => !(isOpen || isRequired) && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="modal-backdrop" />
        <Dialog.Popup ref={popup} className="modal" initialFocus={() => firstField(popup.current) ?? true}>
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
