import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { type NewSecret, SecretDialog } from "../../components/SecretDialog.tsx";
import { apiKeysQuery } from "../../data/api-keys.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { CreateKeyDialog } from "./CreateKeyDialog.tsx";
import { KeyTable } from "./KeyTable.tsx";
import { RevokeKeyDialog } from "./RevokeKeyDialog.tsx";
import { RotateKeyDialog } from "./RotateKeyDialog.tsx";

/** The API keys of the organization: their last use, and how they are made, rotated and revoked. */
export function KeysScreen() {
  const t = useText();
  const organization = useOrganization();
  const [{ dialog, key }, changeUrl] = useUrlState();
  const { data, error } = useQuery(apiKeysQuery(organization));
  const [secret, setSecret] = useState<NewSecret>();
  const close = () => changeUrl({ dialog: undefined, key: undefined });
  const chosen = data?.find(({ id }) => id === key);
  const create = (
    <Button kind="primary" onClick={() => changeUrl({ dialog: "create" })}>
      {t("Create a key")}
    </Button>
  );
  const showSecret = (made: NewSecret) => {
    close();
    setSecret(made);
  };
  return (
    <div className="screen">
      <PageHeader title={t("API keys")} actions={create} />
      {error !== null && <ErrorNotice error={error} />}
      {data === undefined && error === null && <ScreenLoading />}
      {data?.length === 0 && <EmptyState sentence={t("There is no key yet.")} />}
      {data !== undefined && data.length > 0 && <KeyTable keys={data} />}
      {dialog === "create" && <CreateKeyDialog onCreated={showSecret} onClose={close} />}
      {dialog === "rotate" && chosen && (
        <RotateKeyDialog apiKey={chosen} onCreated={showSecret} onClose={close} />
      )}
      {dialog === "revoke" && chosen && <RevokeKeyDialog apiKey={chosen} onClose={close} />}
      {secret !== undefined && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </div>
  );
}
