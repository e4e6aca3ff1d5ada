import type { Event } from "@whoseline/sdk";
import { Button } from "../../../components/Button.tsx";
import { ErrorNotice } from "../../../components/errors/ErrorNotice.tsx";
import { useChange } from "../../../data/use-change.ts";
import { useOrganization } from "../../../hooks/use-organization.ts";
import { useText } from "../../../i18n/use-text.ts";
import { usePermissions } from "../../../session/caller.ts";
import { client } from "../../../session/client.ts";
import { canUndo } from "./can-undo.ts";

/** Undoes one event of the history, where that can still be done. */
export function UndoEventButton({
  seq,
  history,
}: {
  readonly seq: number;
  readonly history: readonly Event[];
}) {
  const t = useText();
  const organization = useOrganization();
  const { canChange } = usePermissions();
  const undo = useChange({
    send: () => client.events.undo({ organization, seq }),
    done: () => t("Undone."),
  });
  if (!canChange || !canUndo(seq, history)) return null;
  return (
    <>
      <Button className="button-small" isBusy={undo.isPending} onClick={() => undo.mutate(undefined)}>
        {t("Undo this")}
      </Button>
      {undo.isError && <ErrorNotice error={undo.error} />}
    </>
  );
}
