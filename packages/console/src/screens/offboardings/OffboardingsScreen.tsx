import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { Instant } from "../../components/Instant.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { offboardingsQuery } from "../../data/offboardings.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";

/** The users who were removed, each with the receipt. */
export function OffboardingsScreen() {
  const t = useText();
  const organization = useOrganization();
  const { data, error } = useQuery(offboardingsQuery(organization));
  return (
    <div className="screen">
      <PageHeader title={t("Offboardings")} />
      {error !== null && <ErrorNotice error={error} />}
      {data === undefined && error === null && <ScreenLoading />}
      {data?.length === 0 && (
        <EmptyState
          sentence={t("Nobody has been taken out yet.")}
          action={
            <Link to="/o/$organization/users" params={{ organization }}>
              {t("Choose a user")}
            </Link>
          }
        />
      )}
      {data !== undefined && data.length > 0 && (
        <ScrollRegion label={t("Offboardings")}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("User")}</th>
                <th scope="col">{t("Numbers")}</th>
                <th scope="col">{t("Carried out")}</th>
                <th scope="col">{t("Undone")}</th>
              </tr>
            </thead>
            <tbody>
              {data.toReversed().map(({ id, user, numbers, appliedAt, undoneAt }) => (
                <tr key={id}>
                  <td>
                    <Link
                      to="/o/$organization/offboardings/$offboarding"
                      params={{ organization, offboarding: id }}
                    >
                      <bdi>{user.name}</bdi>
                    </Link>
                  </td>
                  <td>{numbers.length}</td>
                  <td>{appliedAt === null ? "–" : <Instant at={appliedAt} />}</td>
                  <td>{undoneAt === null ? "–" : <Instant at={undoneAt} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </div>
  );
}
