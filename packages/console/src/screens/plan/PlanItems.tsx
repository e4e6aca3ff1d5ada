import { useNavigate } from "@tanstack/react-router";
import type { Plan, PlanItem } from "@whoseline/sdk";
import { EmptyState } from "../../components/EmptyState.tsx";
import { eventText } from "../../components/events/event-text.ts";
import { fateText } from "../../components/fate-text.ts";
import { type Column, VirtualGrid } from "../../components/grid/VirtualGrid.tsx";
import { Line } from "../../components/Line.tsx";
import { planFates, planItemList } from "../../data/plans.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { type Text, useText } from "../../i18n/use-text.ts";

/** Every number of the plan: what happens to it, or why it is refused. */
export function PlanItems({ plan }: { readonly plan: Plan }) {
  const t = useText();
  const organization = useOrganization();
  const navigate = useNavigate();
  const [search] = useUrlState();
  const fate = planFates.find((known) => known === search.fate);
  return (
    <VirtualGrid
      key={`${plan.status} ${fate}`}
      label={t("Numbers of the plan")}
      className="plan-columns"
      columns={columns(t)}
      list={planItemList(organization, plan.id, fate)}
      countText={(count) => t("{count, plural, one {# number} other {# numbers}}", { count })}
      onOpen={({ number }) => {
        if (number !== null)
          void navigate({
            to: "/o/$organization/numbers/$number",
            params: { organization, number: number.id },
          });
      }}
      empty={<EmptyState sentence={t("The plan has no such number.")} />}
    />
  );
}

const columns = (t: Text): readonly Column<PlanItem>[] => [
  {
    title: t("Number"),
    cell: ({ number, named }) => (number === null ? <bdi>{named}</bdi> : <Line>{number.line}</Line>),
  },
  { title: t("Fate"), cell: (item) => fateText(t, lastFate(item)) },
  { title: t("Effect"), cell: (item) => <Effects item={item} /> },
];

/** Of the undo, of the application, or of the plan: the last one that there is. */
const lastFate = ({ fate, result, undo }: PlanItem): PlanItem["fate"] => undo?.fate ?? result?.fate ?? fate;

function Effects({ item }: { readonly item: PlanItem }) {
  const t = useText();
  const detail = item.undo?.detail ?? item.result?.detail ?? item.detail;
  if (detail !== undefined)
    return (
      <bdi lang="en" title={detail}>
        {detail}
      </bdi>
    );
  return (
    <bdi>
      {item.effects
        .map(({ kind, userName }) => `${eventText(t, kind)}${userName === null ? "" : ` · ${userName}`}`)
        .join(t(", "))}
    </bdi>
  );
}
