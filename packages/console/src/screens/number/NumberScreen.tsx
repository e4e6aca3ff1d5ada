import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button } from "../../components/Button.tsx";
import { Line } from "../../components/Line.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { ScreenProblem } from "../../components/ScreenProblem.tsx";
import { StateBadge } from "../../components/StateBadge.tsx";
import { numberHistoryQuery, numberTimelineQuery } from "../../data/number-history.ts";
import { numberQuery } from "../../data/numbers.ts";
import { parseAsOf } from "../../hooks/parse-as-of.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { AsOfNotice } from "./AsOfNotice.tsx";
import { NumberDialogs } from "./dialogs/NumberDialogs.tsx";
import { HolderList } from "./HolderList.tsx";
import { NumberFacts } from "./NumberFacts.tsx";
import { TimelineSection } from "./timeline/TimelineSection.tsx";
import { WhoAnswersCard } from "./WhoAnswersCard.tsx";
import "./number.css";

export function NumberScreen() {
  const t = useText();
  const organization = useOrganization();
  const { number: reference = "" } = useParams({ strict: false });
  const [search] = useUrlState();
  const record = useQuery(numberQuery(organization, reference));
  const timeline = useQuery(numberTimelineQuery(organization, reference));
  const history = useQuery(numberHistoryQuery(organization, reference));
  const error = record.error ?? timeline.error ?? history.error;
  if (error !== null)
    return (
      <ScreenProblem title={t("Number")} error={error}>
        <Link to="/o/$organization/numbers" params={{ organization }}>
          {t("All numbers")}
        </Link>
      </ScreenProblem>
    );
  if (!record.data || !timeline.data || !history.data) return <ScreenLoading />;
  const { number } = record.data;
  const asOf = parseAsOf(search.asOf);
  return (
    <div className="screen">
      <PageHeader
        title={number.line}
        heading={<Line>{number.line}</Line>}
        note={
          <>
            <StateBadge state={number.state} />
            {number.alias !== null && <bdi className="quiet">{number.alias}</bdi>}
          </>
        }
        actions={<NumberActions state={number.state} hasHolder={number.holderCount > 0} />}
      />
      {asOf !== undefined && <AsOfNotice asOf={asOf} />}
      <div className="two-columns">
        <HolderList number={number} intervals={timeline.data} asOf={asOf} />
        <div className="number-side">
          <NumberFacts number={number} />
          <WhoAnswersCard number={number} />
        </div>
      </div>
      <TimelineSection number={number} intervals={timeline.data} history={history.data} asOf={asOf} />
      <NumberDialogs versioned={record.data} history={history.data} />
    </div>
  );
}

function NumberActions({ state, hasHolder }: { readonly state: string; readonly hasHolder: boolean }) {
  const t = useText();
  const { canChange } = usePermissions();
  const [, changeUrl] = useUrlState();
  if (!canChange || state === "released") return null;
  const opens = (dialog: string) => () => changeUrl({ dialog, holder: undefined });
  return (
    <>
      <Button kind="primary" onClick={opens("assign")}>
        {t("Assign")}
      </Button>
      {hasHolder && <Button onClick={opens("transfer")}>{t("Transfer")}</Button>}
      <Button onClick={opens("edit")}>{t("Alias and reservation")}</Button>
      {!hasHolder && (
        <Button kind="danger" onClick={opens("release")}>
          {t("Release")}
        </Button>
      )}
    </>
  );
}
