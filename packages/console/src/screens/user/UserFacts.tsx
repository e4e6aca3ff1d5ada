import type { User } from "@whoseline/sdk";
import { Instant } from "../../components/Instant.tsx";
import { userStatusText } from "../../components/user-status-text.ts";
import { useText } from "../../i18n/use-text.ts";

export function UserFacts({ user }: { readonly user: User }) {
  const t = useText();
  return (
    <section className="card" aria-label={t("Facts")}>
      <dl className="facts">
        <dt>{t("E-mail address")}</dt>
        <dd>
          <bdi dir="ltr">{user.email ?? "–"}</bdi>
        </dd>
        <dt>{t("Username")}</dt>
        <dd>
          <bdi dir="ltr">{user.username ?? "–"}</bdi>
        </dd>
        <dt>{t("Status")}</dt>
        <dd>{userStatusText(t, user.status)}</dd>
        <dt>{t("Kind")}</dt>
        <dd>{user.kind === "person" ? t("Person") : t("Service")}</dd>
        <dt>{t("Endpoints")}</dt>
        <dd>
          {user.endpoints.length === 0
            ? "–"
            : user.endpoints.map((endpoint) => (
                <div key={endpoint}>
                  <code dir="ltr">{endpoint}</code>
                </div>
              ))}
        </dd>
        <dt>{t("Created")}</dt>
        <dd>
          <Instant at={user.createdAt} />
        </dd>
        <dt>{t("ID")}</dt>
        <dd>
          <code dir="ltr">{user.id}</code>
        </dd>
      </dl>
    </section>
  );
}
