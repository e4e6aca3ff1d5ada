import type { CredentialTest } from "@whoseline/sdk";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import type { VersionedCarrierAccount } from "../../data/carrier-accounts.ts";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { type Text, useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";
import { generalFields, policyFields } from "./account-fields.ts";
import { DeleteAccountDialog } from "./DeleteAccountDialog.tsx";
import { EditAccountDialog } from "./EditAccountDialog.tsx";
import { RotateSecretsDialog } from "./RotateSecretsDialog.tsx";

export function AccountActions({ account, etag }: VersionedCarrierAccount) {
  const t = useText();
  const [, changeUrl] = useUrlState();
  const values = { organization: useOrganization(), carrierAccount: account.id };
  const test = useChange({
    send: () => client.carrierAccounts.test(values),
    done: ({ outcome }) => outcomeText(t, outcome),
  });
  const setStatus = useChange({
    send: (status: "enabled" | "disabled") =>
      client.carrierAccounts.update({ ...values, status }, { ifMatch: etag }),
    done: () => t("The carrier account is changed."),
  });
  const next = account.status === "enabled" ? "disabled" : "enabled";
  const open = (dialog: string) => () => changeUrl({ dialog });
  return (
    <>
      <div className="page-actions">
        <Button isBusy={test.isPending} onClick={() => test.mutate(undefined)}>
          {t("Test the credentials")}
        </Button>
        <Button onClick={open("edit")}>{t("Edit")}</Button>
        <Button onClick={open("policies")}>{t("Calls and messages")}</Button>
        <Button onClick={open("secrets")}>{t("Replace secrets")}</Button>
        <Button isBusy={setStatus.isPending} onClick={() => setStatus.mutate(next)}>
          {next === "enabled" ? t("Enable") : t("Disable")}
        </Button>
        <Button kind="danger" onClick={open("delete")}>
          {t("Delete")}
        </Button>
      </div>
      {test.error && <ErrorNotice error={test.error} />}
      {setStatus.error && <ErrorNotice error={setStatus.error} />}
      {test.data && <TestOutcome {...test.data.data} />}
      <AccountDialogs account={account} etag={etag} />
    </>
  );
}

function TestOutcome({ outcome, detail }: CredentialTest) {
  const t = useText();
  return (
    <div className={outcome === "accepted" ? "notice" : "notice notice-warning"} role="status">
      <strong>{outcomeText(t, outcome)}</strong>
      <p lang="en" dir="ltr">
        {detail}
      </p>
      {outcome === "unauthorized" && <p>{t("Replace the secrets, then test again.")}</p>}
      {outcome === "accepted" && <p>{t("The secrets of webhooks are not tested.")}</p>}
    </div>
  );
}

const outcomeText = (t: Text, outcome: CredentialTest["outcome"]): string =>
  ({
    accepted: t("The carrier accepts the credentials."),
    unauthorized: t("The carrier does not accept the credentials."),
    limited: t("The carrier has had too many requests: test again later."),
    refused: t("The carrier refused the test."),
    incomplete: t("The carrier's answer cannot be read."),
    unreachable: t("The carrier cannot be reached: test again later."),
    unsupported: t("This carrier has no API to test."),
  })[outcome];

function AccountDialogs({ account, etag }: VersionedCarrierAccount) {
  const t = useText();
  const [{ dialog }, changeUrl] = useUrlState();
  const close = () => changeUrl({ dialog: undefined });
  const edit = { account, etag, onClose: close };
  if (dialog === "edit")
    return (
      <EditAccountDialog
        {...edit}
        title={t("Edit the carrier account")}
        fields={generalFields(t, account.provider)}
      />
    );
  if (dialog === "policies")
    return <EditAccountDialog {...edit} title={t("Calls and messages")} fields={policyFields(t)} />;
  if (dialog === "secrets") return <RotateSecretsDialog account={account} onClose={close} />;
  if (dialog === "delete") return <DeleteAccountDialog {...edit} />;
  return null;
}
