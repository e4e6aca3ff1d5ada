import { Link } from "@tanstack/react-router";
import type { CallDirection, CallOutcome } from "@whoseline/sdk";
import { useState } from "react";
import { EmptyState } from "../../components/EmptyState.tsx";
import { type Column, VirtualGrid } from "../../components/grid/VirtualGrid.tsx";
import { Instant } from "../../components/Instant.tsx";
import { Line } from "../../components/Line.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { UserName } from "../../components/UserName.tsx";
import { type CallFilters, callList, type LoggedCall } from "../../data/calls.ts";
import type { SearchParams } from "../../hooks/search-params.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { type Text, useText } from "../../i18n/use-text.ts";
import { CallDialog } from "./CallDialog.tsx";
import { CallFilterFields } from "./CallFilterFields.tsx";
import { callOutcomeTexts, directionTexts } from "./call-texts.ts";
import "./calls.css";

const callFilters = (t: Text, { number, user, direction = "", outcome = "" }: SearchParams): CallFilters => ({
  ...{ number, user },
  direction: direction in directionTexts(t) ? (direction as CallDirection) : undefined,
  outcome: outcome in callOutcomeTexts(t) ? (outcome as CallOutcome) : undefined,
});

/** What became of the calls of the last days, as far as the carrier accounts keep them. */
export function CallsScreen() {
  const t = useText();
  const organization = useOrganization();
  const [search] = useUrlState();
  const [opened, setOpened] = useState<LoggedCall>();
  const filters = callFilters(t, search);
  return (
    <div className="screen grid-screen">
      <PageHeader title={t("Calls")} />
      <CallFilterFields filters={filters} />
      <VirtualGrid
        key={JSON.stringify(filters)}
        label={t("Calls")}
        className="call-columns"
        columns={columns(t, organization)}
        list={callList(organization, filters)}
        countText={(count) => t("{count, plural, one {# call} other {# calls}}", { count })}
        onOpen={setOpened}
        empty={<NoCalls hasFilters={Object.values(filters).some(Boolean)} />}
      />
      {opened !== undefined && <CallDialog call={opened} onClose={() => setOpened(undefined)} />}
    </div>
  );
}

function NoCalls({ hasFilters }: { readonly hasFilters: boolean }) {
  const t = useText();
  const organization = useOrganization();
  if (hasFilters) return <EmptyState sentence={t("No call matches these filters.")} />;
  return (
    <EmptyState
      sentence={t("No call yet. A carrier account keeps its calls here when its call log is on.")}
      action={
        <Link to="/o/$organization/carrier-accounts" params={{ organization }}>
          {t("Carrier accounts")}
        </Link>
      }
    />
  );
}

const columns = (t: Text, organization: string): readonly Column<LoggedCall>[] => [
  { title: t("Time"), cell: ({ at }) => <Instant at={at} /> },
  { title: t("Outcome"), cell: ({ outcome }) => callOutcomeTexts(t)[outcome] },
  {
    title: t("Number"),
    cell: ({ line, numberId }) =>
      numberId === null ? (
        <Line>{line}</Line>
      ) : (
        <Link to="/o/$organization/numbers/$number" params={{ organization, number: numberId }} tabIndex={-1}>
          <Line>{line}</Line>
        </Link>
      ),
  },
  { title: t("User"), cell: ({ userId }) => (userId === null ? t("Nobody") : <UserName userId={userId} />) },
  { title: t("Direction"), cell: ({ direction }) => directionTexts(t)[direction] },
];
