import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Import } from "@whoseline/sdk";
import { useEffect, useRef } from "react";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { FateCounts } from "../../components/FateCounts.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { importQuery, isRunning } from "../../data/imports.ts";
import { organizationKey } from "../../data/keys.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { importStateText, importTitle, rowFates } from "../imports/import-texts.ts";
import { FatesButton } from "./FatesButton.tsx";
import { ImportProgress } from "./ImportProgress.tsx";
import { ImportRows } from "./ImportRows.tsx";
import { ImportSteps } from "./ImportSteps.tsx";
import { ReadFile } from "./ReadFile.tsx";
import { RefusalGroups } from "./RefusalGroups.tsx";
import "./import.css";

/** A file: how it was read, what it would do to each row, then what it did. */
export function ImportScreen() {
  const t = useText();
  const organization = useOrganization();
  const { import: id = "" } = useParams({ strict: false });
  const { data, error } = useQuery(importQuery(organization, id));
  useRefreshAfterJob(data);
  const all = (
    <Link to="/o/$organization/imports" params={{ organization }}>
      {t("All imports")}
    </Link>
  );
  if (data === undefined && error === null) return <ScreenLoading />;
  if (data === undefined)
    return (
      <div className="screen">
        <PageHeader title={t("Import")} actions={all} />
        <ErrorNotice error={error} />
      </div>
    );
  return (
    <div className="screen">
      <PageHeader
        title={importTitle(t, data.kind)}
        note={
          <span role="status" className="badge">
            {importStateText(t, data.state)}
          </span>
        }
        actions={all}
      />
      {isRunning(data) ? <ImportProgress found={data} /> : <ImportResult found={data} />}
    </div>
  );
}

function ImportResult({ found }: { readonly found: Import }) {
  return (
    <>
      {found.lastError !== null && (
        <p className="notice notice-error" lang="en" dir="ltr">
          {found.lastError}
        </p>
      )}
      <ImportSteps found={found} />
      <ReadFile found={found} />
      {found.groups.length > 0 && <RefusalGroups groups={found.groups} />}
      <div className="import-rows">
        <FateCounts fates={rowFates} counts={found.counts} actions={<FatesButton found={found} />} />
        <ImportRows found={found} />
      </div>
    </>
  );
}

/** A job has changed numbers or users that other screens show. */
function useRefreshAfterJob(found: Import | undefined): void {
  const organization = useOrganization();
  const queryClient = useQueryClient();
  const wasRunning = useRef(false);
  const runs = found !== undefined && isRunning(found);
  useEffect(() => {
    if (wasRunning.current && !runs)
      void queryClient.invalidateQueries({ queryKey: organizationKey(organization) });
    wasRunning.current = runs;
  }, [runs, organization, queryClient]);
}
