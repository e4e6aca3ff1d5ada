import type { Toast } from "@base-ui/react/toast";
import { sharedValue } from "../../hooks/shared-value.ts";

type ToastManager = ReturnType<typeof Toast.useToastManager>;

/** How long a toast with an undo stays, in milliseconds. Afterwards the history has the undo. */
const undoToastMs = 10_000;

export interface Undoable {
  readonly label: string;
  readonly run: () => void;
}

/** The newest toast that can be undone: the key U undoes it. */
let newest: { readonly id: string; readonly undo: Undoable } | undefined;
let count = 0;

/** Toasts are loaded when there is the first one. */
let manager: ToastManager | undefined;
let waiting: ((manager: ToastManager) => void)[] = [];
const hasToasts = sharedValue(false);

/** Reports a change that the server has confirmed. */
export function reportDone(sentence: string, undo?: Undoable): void {
  const id = `toast-${count++}`;
  if (undo) newest = { id, undo };
  withManager((toasts) =>
    toasts.add({
      id,
      title: sentence,
      timeout: undoToastMs,
      onClose: () => {
        if (newest?.id === id) newest = undefined;
      },
      ...(undo && { actionProps: { children: undo.label, onClick: () => runUndo(id, undo) } }),
    }),
  );
}

/** Reports a failure that belongs to no form. */
export function reportFailure(title: string, description: string): void {
  withManager((toasts) => toasts.add({ title, description, type: "error", priority: "high", timeout: 0 }));
}

/** Undoes the newest change that still has a toast. */
export function undoNewest(): void {
  if (newest !== undefined) runUndo(newest.id, newest.undo);
}

function runUndo(id: string, undo: Undoable): void {
  if (newest?.id === id) newest = undefined;
  withManager((toasts) => toasts.close(id));
  undo.run();
}

/** Called by the part of the page that shows toasts, once it is there. */
export function setManager(present: ToastManager): void {
  manager = present;
  for (const show of waiting.splice(0)) show(present);
}

/** Whether there has been a toast. */
export const useHasToasts = hasToasts.use;

function withManager(show: (manager: ToastManager) => void): void {
  if (manager === undefined) waiting = [...waiting, show];
  else show(manager);
  hasToasts.set(true);
}
