import { Link, useNavigate } from "@tanstack/react-router";
import type { PhoneNumberDetails } from "@whoseline/sdk";
import { EmptyState } from "../../components/EmptyState.tsx";
import { type Column, VirtualGrid } from "../../components/grid/VirtualGrid.tsx";
import { Line } from "../../components/Line.tsx";
import { StateBadge } from "../../components/StateBadge.tsx";
import { type NumberFilters, numberList, providerNames } from "../../data/numbers.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { type Text, useText } from "../../i18n/use-text.ts";
import { HolderNames } from "./HolderNames.tsx";

export function NumberTable({ filters }: { readonly filters: NumberFilters }) {
  const t = useText();
  const organization = useOrganization();
  const navigate = useNavigate();
  const hasFilters = Object.values(filters).some(Boolean);
  return (
    <VirtualGrid
      label={t("Numbers")}
      className="number-columns"
      columns={columns(t, organization)}
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
