import { Link, useNavigate } from "@tanstack/react-router";
import type { PhoneNumberDetails } from "@whoseline/sdk";
import { EmptyState } from "../../components/EmptyState.tsx";
import { type Column, VirtualGrid } from "../../components/grid/VirtualGrid.tsx";
import { Line } from "../../components/Line.tsx";
import { StateBadge } from "../../components/StateBadge.tsx";
import { type NumberFilters, numberList, providerNames } from "../../data/numbers.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { type Text, useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { HolderNames } from "./HolderNames.tsx";
import { useSelection } from "./use-selection.ts";

export function NumberTable({ filters }: { readonly filters: NumberFilters }) {
  const t = useText();
  const organization = useOrganization();
  const navigate = useNavigate();
  const { canChange } = usePermissions();
  const { has, toggle } = useSelection();
  const hasFilters = Object.values(filters).some(Boolean);
  return (
    <VirtualGrid<PhoneNumberDetails>
      label={t("Numbers")}
      className={canChange ? "number-columns number-columns-select" : "number-columns"}
      {...(canChange && { isSelected: ({ id }) => has(id), onSelect: ({ id }) => toggle(id) })}
      columns={[...(canChange ? [selectionColumn(t, has, toggle)] : []), ...columns(t, organization)]}
      list={numberList(organization, filters)}
      countText={(count) => t("{count, plural, one {# number} other {# numbers}}", { count })}
      onOpen={({ id }) => void navigate(numberLink(organization, id))}
      empty={
        <EmptyState
          sentence={
            hasFilters
              ? t("No number matches these filters.")
              : t("This organization has no numbers yet. The operator adds them.")
          }
        />
      }
    />
  );
}

const numberLink = (organization: string, number: string) =>
  ({ to: "/o/$organization/numbers/$number", params: { organization, number } }) as const;

const selectionColumn = (
  t: Text,
  has: (id: string) => boolean,
  toggle: (id: string) => void,
): Column<PhoneNumberDetails> => ({
  title: "",
  cell: ({ id, line }) => (
    <input
      type="checkbox"
      tabIndex={-1}
      aria-label={t("Select {line}", { line })}
      checked={has(id)}
      onChange={() => toggle(id)}
    />
  ),
});

const columns = (t: Text, organization: string): readonly Column<PhoneNumberDetails>[] => [
  {
    title: t("Number"),
    cell: ({ id, line }) => (
      <Link {...numberLink(organization, id)} tabIndex={-1}>
        <Line>{line}</Line>
      </Link>
    ),
  },
  { title: t("State"), cell: ({ state }) => <StateBadge state={state} /> },
  { title: t("Held by"), cell: (number) => <HolderNames number={number} /> },
  { title: t("Alias"), cell: ({ alias }) => <bdi>{alias}</bdi> },
  { title: t("Provider"), cell: ({ provider }) => <span className="quiet">{providerNames[provider]}</span> },
];
