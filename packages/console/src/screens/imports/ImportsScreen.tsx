import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { importsQuery } from "../../data/imports.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { ImportTable } from "./ImportTable.tsx";

/** The files that were imported in the last 30 days. */
export function ImportsScreen() {
  const t = useText();
  const organization = useOrganization();
  const { canChange } = usePermissions();
  const { data, error } = useQuery(importsQuery(organization));
  const create = canChange && (
    <Link className="button button-primary" to="/o/$organization/imports/new" params={{ organization }}>
      {t("Import a file")}
    </Link>
  );
  return (
    <div className="screen">
      <PageHeader title={t("Imports")} actions={create} />
      {error !== null && <ErrorNotice error={error} />}
      {data === undefined && error === null && <ScreenLoading />}
      {data?.length === 0 && <EmptyState sentence={t("No file was imported in the last 30 days.")} />}
      {data !== undefined && data.length > 0 && <ImportTable imports={data.toReversed()} />}
    </div>
  );
}
