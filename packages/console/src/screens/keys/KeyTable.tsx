import type { ListedApiKey } from "@whoseline/sdk";
import { Button } from "../../components/Button.tsx";
import { Instant } from "../../components/Instant.tsx";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { UserName } from "../../components/UserName.tsx";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";

export function KeyTable({ keys }: { readonly keys: readonly ListedApiKey[] }) {
  const t = useText();
  return (
    <ScrollRegion label={t("API keys")}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("Name")}</th>
            <th scope="col">{t("Acts for")}</th>
            <th scope="col">{t("Scopes")}</th>
            <th scope="col">{t("Last used")}</th>
            <th scope="col">{t("Expires")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {keys.map((apiKey) => (
            <KeyRow key={apiKey.id} apiKey={apiKey} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function KeyRow({ apiKey }: { readonly apiKey: ListedApiKey }) {
  const t = useText();
  const [, changeUrl] = useUrlState();
  const { id, name, publicId, userId, scopes, lastUsedAt, expiresAt } = apiKey;
  return (
    <tr>
      <th scope="row">
        <bdi>{name}</bdi>
        <div>
          <code dir="ltr" className="quiet">
            wl_{publicId}…
          </code>
        </div>
      </th>
      <td>
        <UserName userId={userId} />
      </td>
      <td>{scopes.length === 0 ? t("Everything") : <code dir="ltr">{scopes.join(", ")}</code>}</td>
      <td>{lastUsedAt === null ? t("never") : <Instant at={lastUsedAt} />}</td>
      <td>{expiresAt === null ? t("never") : <Instant at={expiresAt} />}</td>
      <td>
        <div className="page-actions">
          <Button
            aria-label={t("Rotate {name}", { name })}
            onClick={() => changeUrl({ dialog: "rotate", key: id })}
          >
            {t("Rotate")}
          </Button>
          <Button
            kind="danger"
            aria-label={t("Revoke {name}", { name })}
            onClick={() => changeUrl({ dialog: "revoke", key: id })}
          >
            {t("Revoke")}
          </Button>
        </div>
      </td>
    </tr>
  );
}
