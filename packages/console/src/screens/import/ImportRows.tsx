import { useNavigate } from "@tanstack/react-router";
import type { Import, ImportRow } from "@whoseline/sdk";
import { EmptyState } from "../../components/EmptyState.tsx";
import { fateText } from "../../components/fate-text.ts";
import { type Column, VirtualGrid } from "../../components/grid/VirtualGrid.tsx";
import { importRowList } from "../../data/imports.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { type Format, useFormat } from "../../i18n/use-format.ts";
import { type Text, useText } from "../../i18n/use-text.ts";
import { rowFates } from "../imports/import-texts.ts";
import { sentence } from "./RefusalGroups.tsx";

/** Every row of the file: what becomes of it, or why it is refused. A row opens its number or user. */
export function ImportRows({ found }: { readonly found: Import }) {
  const t = useText();
  const format = useFormat();
  const organization = useOrganization();
  const navigate = useNavigate();
  const [search] = useUrlState();
  const fate = rowFates.find((known) => known === search.fate);
  const open = (id: string) =>
    found.kind === "numbers"
      ? navigate({ to: "/o/$organization/numbers/$number", params: { organization, number: id } })
      : navigate({ to: "/o/$organization/users/$user", params: { organization, user: id } });
  return (
    <VirtualGrid
      key={`${found.state} ${fate}`}
      label={t("Rows of the file")}
      className="import-columns"
      columns={columns(t, format)}
      list={importRowList(organization, found, fate)}
      countText={(count) => t("{count, plural, one {# row} other {# rows}}", { count })}
      onOpen={({ id }) => {
        if (id !== undefined) void open(id);
      }}
      empty={<EmptyState sentence={t("The file has no such row.")} />}
    />
  );
}

const columns = (t: Text, format: Format): readonly Column<ImportRow>[] => [
  { title: t("Row"), cell: ({ row }) => format.count(row) },
  { title: t("Fate"), cell: ({ fate }) => fateText(t, fate) },
  {
    title: t("Cause or note"),
    cell: (row) => (
      <bdi lang="en" title={remarks(row)}>
        {remarks(row)}
      </bdi>
    ),
  },
];

/** All that is wrong with the row, or how its cells were read. */
const remarks = ({ refusals = [], notes = [] }: ImportRow): string =>
  [
    ...refusals.map(({ column, detail, expected }) =>
      column === "" ? sentence(detail, expected) : `${column}: ${sentence(detail, expected)}`,
    ),
    ...notes,
  ].join(" · ");
