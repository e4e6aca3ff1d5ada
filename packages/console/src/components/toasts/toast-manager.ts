import { Toast } from "@base-ui/react/toast";

/** How long a toast with an undo stays, in milliseconds. Afterwards the history has the undo. */
const undoToastMs = 10_000;

export const toastManager = Toast.createToastManager();

export interface Undoable {
  readonly label: string;
  readonly run: () => void;
}

/** The newest toast that can be undone: the key U undoes it. */
let newest: { readonly id: string; readonly undo: Undoable } | undefined;

/** Reports a change that the server has confirmed. */
export function reportDone(sentence: string, undo?: Undoable): void {
  const close = () => {
    if (newest?.id === id) newest = undefined;
  };
  const id: string = toastManager.add({
    title: sentence,
    timeout: undoToastMs,
    onClose: close,
    ...(undo && { actionProps: { children: undo.label, onClick: () => runUndo(id, undo) } }),
  });
  if (undo) newest = { id, undo };
}

/** Reports a failure that belongs to no form. */
export function reportFailure(title: string, description: string): void {
  toastManager.add({ title, description, type: "error", priority: "high", timeout: 0 });
}

/** Undoes the newest change that still has a toast. */
export function undoNewest(): void {
  if (newest !== undefined) runUndo(newest.id, newest.undo);
}

function runUndo(id: string, undo: Undoable): void {
  if (newest?.id === id) newest = undefined;
  toastManager.close(id);
  undo.run();
}
