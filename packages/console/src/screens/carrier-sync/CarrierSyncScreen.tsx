import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { CarrierSync, CarrierSyncItem, DriftKind } from "@whoseline/sdk";
import { useState } from "react";
import { EmptyState } from "../../components/EmptyState.tsx";
import { SelectField } from "../../components/forms/SelectField.tsx";
import { type Column, VirtualGrid } from "../../components/grid/VirtualGrid.tsx";
import { Instant } from "../../components/Instant.tsx";
import { Line } from "../../components/Line.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { ScreenProblem } from "../../components/ScreenProblem.tsx";
import { carrierSyncItems, carrierSyncQuery, type SyncReference } from "../../data/carrier-syncs.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useFormat } from "../../i18n/use-format.ts";
import { type Text, useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { ApplyAll } from "./ApplyAll.tsx";
import { DriftDialog } from "./DriftDialog.tsx";
import { driftTexts, itemStateText } from "./drift-texts.ts";
import "./carrier-sync.css";

/** The differences between the inventory and that of a carrier. */
export function CarrierSyncScreen() {
  const t = useText();
  const organization = useOrganization();
  const { carrierAccount = "", carrierSync = "" } = useParams({ strict: false });
  const reference = { organization, carrierAccount, carrierSync };
  const { data, error } = useQuery(carrierSyncQuery(reference));
  const back = (
    <Link to="/o/$organization/carrier-accounts/$carrierAccount" params={{ organization, carrierAccount }}>
      {t("Carrier account")}
    </Link>
  );
  if (error !== null)
    return (
      <ScreenProblem title={t("Comparison")} error={error}>
        {back}
      </ScreenProblem>
    );
  if (data === undefined) return <ScreenLoading />;
  return (
    <div className="screen grid-screen">
      <PageHeader title={t("Comparison")} note={<Instant at={data.createdAt} />} actions={back} />
      <SyncState sync={data} />
      {data.state === "complete" && <SyncItems reference={reference} sync={data} />}
    </div>
  );
}

function SyncState({ sync: { state, failure, here, there } }: { readonly sync: CarrierSync }) {
  const t = useText();
  const format = useFormat();
  if (state === "running") return <p role="status">{t("Reading both inventories…")}</p>;
  if (failure === null)
    return (
      <p>
        {t("{here} numbers here, {there} at the carrier.", {
          here: format.count(here),
          there: format.count(there),
        })}
      </p>
    );
  return (
    <div className="notice notice-error" role="alert">
      <strong>{t("The comparison failed: nothing is known.")}</strong>
      <p lang="en" dir="ltr">
        {failure.detail}
      </p>
      <p>{t("Test the credentials of the account, then compare again.")}</p>
    </div>
  );
}

interface SyncItemsProps {
  readonly reference: SyncReference;
  readonly sync: CarrierSync;
}

function SyncItems({ reference, sync: { counts } }: SyncItemsProps) {
  const t = useText();
  const { canChange } = usePermissions();
  const [search, changeUrl] = useUrlState();
  const [opened, setOpened] = useState<CarrierSyncItem>();
  const texts = driftTexts(t);
  const kind = Object.keys(texts).find((known) => known === search.kind) as DriftKind | undefined;
  return (
    <>
      <div className="filter-fields">
        <SelectField
          label={t("Kind")}
          value={kind ?? ""}
          options={[
            ["", t("Every kind")],
            ...Object.entries(texts).map(([name, text]) => [name, `${text} (${counts[name] ?? 0})`] as const),
          ]}
          onValue={(value) => changeUrl({ kind: value || undefined })}
        />
      </div>
      {canChange && <ApplyAll reference={reference} kind={kind} />}
      <VirtualGrid
        key={kind}
        label={t("Differences")}
        className="drift-columns"
        columns={columns(t)}
        list={carrierSyncItems(reference, kind)}
        countText={(count) => t("{count, plural, one {# difference} other {# differences}}", { count })}
        onOpen={setOpened}
        empty={<EmptyState sentence={t("No difference of this kind.")} />}
      />
      {opened !== undefined && (
        <DriftDialog reference={reference} item={opened} onClose={() => setOpened(undefined)} />
      )}
    </>
  );
}

const columns = (t: Text): readonly Column<CarrierSyncItem>[] => [
  { title: t("Number"), cell: ({ line, ref }) => <Line>{line ?? ref ?? "–"}</Line> },
  { title: t("Status"), cell: ({ state }) => itemStateText(t, state) },
  { title: t("Kind"), cell: ({ kind }) => driftTexts(t)[kind] },
  { title: t("At the carrier"), cell: ({ found }) => <bdi>{found}</bdi> },
];
