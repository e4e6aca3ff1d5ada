import { Toast } from "@base-ui/react/toast";
import { useEffect } from "react";
import { useText } from "../../i18n/use-text.ts";
import { setManager } from "./toast-manager.ts";
import "./toasts.css";

/** Shows toasts, which screen readers announce. F6 moves the focus to them. */
export const Toaster = () => (
  <Toast.Provider limit={3}>
    <Toast.Portal>
      <Toast.Viewport className="toasts">
        <ToastList />
      </Toast.Viewport>
    </Toast.Portal>
  </Toast.Provider>
);

function ToastList() {
  const t = useText();
  const manager = Toast.useToastManager();
  useEffect(() => setManager(manager), [manager]);
  return manager.toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={`toast toast-${toast.type ?? "done"}`}>
      <Toast.Content className="toast-content">
        <div>
          <Toast.Title className="toast-title" render={<p />} />
          <Toast.Description className="toast-description" />
        </div>
        <Toast.Action className="button button-plain" />
        <Toast.Close className="button button-quiet toast-close" aria-label={t("Close")}>
          ✕
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
