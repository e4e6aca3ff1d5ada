import type { Event } from "@whoseline/sdk";
import { assignmentEtag } from "../../../data/number-history.ts";
import type { VersionedNumber } from "../../../data/numbers.ts";
import { useUrlState } from "../../../hooks/use-url-state.ts";
import { usePermissions } from "../../../session/caller.ts";
import { AssignDialog } from "./AssignDialog.tsx";
import { AssignmentDialog } from "./AssignmentDialog.tsx";
import { NumberDialog } from "./NumberDialog.tsx";
import { ReleaseDialog } from "./ReleaseDialog.tsx";
import { TransferDialog } from "./TransferDialog.tsx";
import { UnassignDialog } from "./UnassignDialog.tsx";

interface NumberDialogsProps {
  readonly versioned: VersionedNumber;
  readonly history: readonly Event[];
}

/** The dialog that the URL names, so that Back closes it and a link opens it. */
export function NumberDialogs({ versioned, history }: NumberDialogsProps) {
  const [{ dialog, holder }, changeUrl] = useUrlState();
  const { canChange } = usePermissions();
  const { number } = versioned;
  const close = () => changeUrl({ dialog: undefined, holder: undefined });
  const held =
    dialog === "transfer"
      ? number.holders.find(({ isInboundEnabled }) => isInboundEnabled)
      : number.holders.find(({ userId }) => userId === holder);
  const etag = held && assignmentEtag(history, held.assignmentId);
  if (!canChange) return null;
  if (dialog === "assign") return <AssignDialog number={number} onClose={close} />;
  if (dialog === "edit") return <NumberDialog versioned={versioned} onClose={close} />;
  if (dialog === "release") return <ReleaseDialog versioned={versioned} onClose={close} />;
  if (held === undefined) return null;
  if (dialog === "flags")
    return <AssignmentDialog number={number} holder={held} etag={etag} onClose={close} />;
  if (dialog === "unassign")
    return <UnassignDialog number={number} holder={held} etag={etag} onClose={close} />;
  if (dialog === "transfer") return <TransferDialog number={number} holder={held} onClose={close} />;
  return null;
}
