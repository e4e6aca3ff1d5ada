import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Organization } from "@whoseline/sdk";
import { Button } from "../../components/Button.tsx";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { Instant } from "../../components/Instant.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { organizationPagesQuery } from "../../data/organizations.ts";
import { useText } from "../../i18n/use-text.ts";

/** The organizations of the installation, for superadmins. */
export function OrganizationsScreen() {
  const t = useText();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    organizationPagesQuery(),
  );
  const organizations = data?.pages.flatMap(({ items }) => items);
  return (
    <div className="screen">
      <PageHeader title={t("Organizations")} />
      {error !== null && <ErrorNotice error={error} />}
      {organizations === undefined && error === null && <ScreenLoading />}
      {organizations?.length === 0 && (
        <EmptyState
          sentence={t("There is no organization yet. Create one with the API or the command line.")}
        />
      )}
      {organizations !== undefined && organizations.length > 0 && (
        <OrganizationTable organizations={organizations} />
      )}
      {hasNextPage && (
        <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("Show more")}
        </Button>
      )}
    </div>
  );
}

function OrganizationTable({ organizations }: { readonly organizations: readonly Organization[] }) {
  const t = useText();
  return (
    <ScrollRegion label={t("Organizations")}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("Name")}</th>
            <th scope="col">{t("Status")}</th>
            <th scope="col">{t("Created")}</th>
          </tr>
        </thead>
        <tbody>
          {organizations.map(({ id, slug, name, status, createdAt }) => (
            <tr key={id}>
              <td>
                <Link to="/o/$organization" params={{ organization: slug }}>
                  <bdi>{name}</bdi>
                </Link>
              </td>
              <td>
                {status === "active" ? t("Active") : status === "suspended" ? t("Suspended") : t("Deleted")}
              </td>
              <td>
                <Instant at={createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
