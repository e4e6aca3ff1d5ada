import type { Offboarding } from "@whoseline/sdk";
import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { TextField } from "../../components/forms/TextField.tsx";
import { Instant } from "../../components/Instant.tsx";
import { offboardingUndoMs } from "../../data/offboardings.ts";
import { useChange } from "../../data/use-change.ts";
import { useNow } from "../../hooks/use-now.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { client } from "../../session/client.ts";

/** The undo of an offboarding, with the time that is left for it. */
export function UndoOffboarding({ offboarding }: { readonly offboarding: Offboarding }) {
  const t = useText();
  const format = useFormat();
  const organization = useOrganization();
  const { canChange } = usePermissions();
  const now = useNow(1000);
  const [reason, setReason] = useState("");
  const { id, status, appliedAt, user } = offboarding;
  const undo = useChange({
    send: () => client.offboardings.undo({ organization, offboarding: id, reason: reason || undefined }),
    done: () => t("{name} is back.", { name: user.name }),
  });
  if (status !== "applied" || appliedAt === null) return null;
  const until = Date.parse(appliedAt) + offboardingUndoMs;
  if (now >= until) return <p className="quiet">{t("The time to undo this is over.")}</p>;
  return (
    <section className="card form" aria-labelledby="undo-offboarding">
      <h2 id="undo-offboarding">{t("Undo")}</h2>
      <p>
        {t("Possible until")} <Instant at={until} /> (
        {t("{duration} left", { duration: format.duration(until - now) })})
      </p>
      {canChange && (
        <>
          <TextField label={t("Reason (optional)")} maxLength={500} value={reason} onText={setReason} />
          {undo.isError && <ErrorNotice error={undo.error} />}
          <div>
            <Button isBusy={undo.isPending} onClick={() => undo.mutate(undefined)}>
              {t("Bring {name} back", { name: user.name })}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
