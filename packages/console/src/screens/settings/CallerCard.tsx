import { Instant } from "../../components/Instant.tsx";
import { roleText } from "../../components/role-text.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";

/** Who is signed in, and within which limits. */
export function CallerCard() {
  const t = useText();
  const { caller } = usePermissions();
  const { user, organization, apiKey } = caller;
  return (
    <section className="card" aria-labelledby="signed-in">
      <div className="card-header">
        <h2 id="signed-in">{t("Signed in")}</h2>
      </div>
      <dl className="facts">
        <dt>{t("Name")}</dt>
        <dd>
          <bdi>{user.name}</bdi>
        </dd>
        <dt>{t("E-mail address")}</dt>
        <dd>
          <bdi dir="ltr">{user.email ?? "–"}</bdi>
        </dd>
        <dt>{t("Role")}</dt>
        <dd>{roleText(t, user.role)}</dd>
        <dt>{t("Organization")}</dt>
        <dd>
          <bdi>{organization?.name ?? t("All organizations")}</bdi>
        </dd>
        {apiKey !== null && (
          <>
            <dt>{t("API key")}</dt>
            <dd>
              <bdi>{apiKey.name}</bdi>
              {apiKey.expiresAt !== null && (
                <>
                  {" · "}
                  {t("expires")} <Instant at={apiKey.expiresAt} />
                </>
              )}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
