import type { CarrierSyncItem } from "@whoseline/sdk";
import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { CopyButton } from "../../components/CopyButton.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { Line } from "../../components/Line.tsx";
import { Modal } from "../../components/Modal.tsx";
import type { SyncReference } from "../../data/carrier-syncs.ts";
import { useChange } from "../../data/use-change.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { client } from "../../session/client.ts";
import { Receipt } from "./ApplyAll.tsx";
import { driftTexts, isApplicable, itemStateText } from "./drift-texts.ts";

interface DriftDialogProps {
  readonly reference: SyncReference;
  readonly item: CarrierSyncItem;
  readonly onClose: () => void;
}

/** One difference, and what can be done about it: here, at the carrier, or by hand with the request that is shown. */
export function DriftDialog({ reference, item, onClose }: DriftDialogProps) {
  const t = useText();
  const { canChange } = usePermissions();
  const { line, kind, state, found, expected, sharedBy, request } = item;
  return (
    <Modal
      title={line === null ? driftTexts(t)[kind] : <Line>{line}</Line>}
      description={driftTexts(t)[kind]}
      onClose={onClose}
    >
      <div className="form">
        <dl className="facts">
          <dt>{t("Status")}</dt>
          <dd>{itemStateText(t, state)}</dd>
          <dt>{t("At the carrier")}</dt>
          <dd>
            <bdi>{found ?? "–"}</bdi>
          </dd>
          <dt>{t("Here")}</dt>
          <dd>
            <bdi>{expected ?? "–"}</bdi>
          </dd>
        </dl>
        {request !== null && (
          <>
            <code className="drift-request" dir="ltr">
              {requestText(request)}
            </code>
            <CopyButton text={requestText(request)} label={t("Request")} />
          </>
        )}
        {request !== null && sharedBy > 1 && (
          <p>{t("It changes {count} numbers, which share this setting.", { count: sharedBy })}</p>
        )}
        {canChange && <DriftActions reference={reference} item={item} />}
      </div>
    </Modal>
  );
}

const requestText = ({ method, url, body }: NonNullable<CarrierSyncItem["request"]>): string =>
  `${method} ${url}${body === null ? "" : `\n\n${body}`}`;

function DriftActions({ reference, item }: Omit<DriftDialogProps, "onClose">) {
  const t = useText();
  const values = { ...reference, carrierSyncItem: item.id };
  const [state, setState] = useState(item.state);
  const keepState = (changed: CarrierSyncItem) => setState(changed.state);
  const apply = useChange({
    send: () => client.carrierAccounts.applySync({ ...reference, items: [{ item: item.id }] }),
    done: () => t("{count, plural, one {# item is handled.} other {# items are handled.}}", { count: 1 }),
  });
  const set = useChange({
    send: () => client.carrierAccounts.setWebhook(values),
    done: () => t("The webhook is set at the carrier."),
    undo: async () => keepState(await client.carrierAccounts.undoWebhook(values)),
    onResult: keepState,
  });
  const undo = useChange({
    send: () => client.carrierAccounts.undoWebhook(values),
    done: () => t("The carrier has the former webhook again."),
    onResult: keepState,
  });
  return (
    <>
      {[apply, set, undo].map(
        ({ error, submittedAt }) => error && <ErrorNotice key={submittedAt} error={error} />,
      )}
      {apply.data && <Receipt {...apply.data.data} />}
      <div className="modal-actions">
        {isApplicable(item) && !apply.data && (
          <Button kind="primary" isBusy={apply.isPending} onClick={() => apply.mutate(undefined)}>
            {item.kind === "missingHere" ? t("Add the number") : t("Take over the name")}
          </Button>
        )}
        {item.request !== null && state !== "applied" && (
          <Button kind="danger" isBusy={set.isPending} onClick={() => set.mutate(undefined)}>
            {t("Send this request to the carrier")}
          </Button>
        )}
        {item.channel !== null && state === "applied" && (
          <Button isBusy={undo.isPending} onClick={() => undo.mutate(undefined)}>
            {t("Set the former webhook again")}
          </Button>
        )}
      </div>
    </>
  );
}
