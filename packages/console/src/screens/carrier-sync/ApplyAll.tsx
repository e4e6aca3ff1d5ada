import type { ApplicableDriftKind, AppliedCarrierSync, DriftKind } from "@whoseline/sdk";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import type { SyncReference } from "../../data/carrier-syncs.ts";
import { useChange } from "../../data/use-change.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

interface ApplyAllProps {
  readonly reference: SyncReference;
  /** The kind that is shown; absent for all. */
  readonly kind: DriftKind | undefined;
}

/** Takes over the numbers and names of the kinds that are shown. Nothing changes at the carrier. */
export function ApplyAll({ reference, kind }: ApplyAllProps) {
  const t = useText();
  const apply = useChange({
    send: (kinds: ApplicableDriftKind[]) => client.carrierAccounts.applySync({ ...reference, kinds }),
    done: ({ items }) =>
      t("{count, plural, one {# item is handled.} other {# items are handled.}}", { count: items.length }),
  });
  const button = (kinds: ApplicableDriftKind[], text: string) => (
    <Button isBusy={apply.isPending} onClick={() => apply.mutate(kinds)}>
      {text}
    </Button>
  );
  return (
    <>
      <div className="page-actions">
        {(kind === undefined || kind === "missingHere") && button(["missingHere"], t("Add all numbers"))}
        {(kind === undefined || kind === "nameDiffers") && button(["nameDiffers"], t("Take over all names"))}
      </div>
      {apply.error && <ErrorNotice error={apply.error} />}
      {apply.data && <Receipt {...apply.data.data} />}
    </>
  );
}

export function Receipt({ items, hasMore }: AppliedCarrierSync) {
  const t = useText();
  const refused = items.flatMap(({ itemId, error }) => (error === null ? [] : [{ itemId, ...error }]));
  return (
    <div className={refused.length > 0 ? "notice notice-warning" : "notice"} role="status">
      <p>
        {t("Applied: {applied}, refused: {refused}.", {
          applied: items.length - refused.length,
          refused: refused.length,
        })}{" "}
        {hasMore && t("There are more: apply again.")}
      </p>
      {refused.length > 0 && (
        <ul lang="en" dir="ltr">
          {refused.slice(0, 5).map(({ itemId, code, detail }) => (
            <li key={itemId}>
              <code>{code}</code>: {detail}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
