import { Link, useNavigate } from "@tanstack/react-router";
import type { User, UserKind, UserStatus } from "@whoseline/sdk";
import { EmptyState } from "../../components/EmptyState.tsx";
import { SearchField } from "../../components/forms/SearchField.tsx";
import { SelectField } from "../../components/forms/SelectField.tsx";
import { type Column, VirtualGrid } from "../../components/grid/VirtualGrid.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { roleText } from "../../components/role-text.ts";
import { userStatusText } from "../../components/user-status-text.ts";
import { type UserFilters, userList } from "../../data/users.ts";
import type { SearchParams } from "../../hooks/search-params.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { type Text, useText } from "../../i18n/use-text.ts";
import "./users.css";

const statuses: readonly UserStatus[] = ["active", "disabled", "blocked", "removed"];
const kinds: readonly UserKind[] = ["person", "service"];

const userFilters = ({ q, status, kind }: SearchParams): UserFilters => ({
  q: q?.trim() || undefined,
  status: statuses.find((known) => known === status),
  kind: kinds.find((known) => known === kind),
});

export function UsersScreen() {
  const t = useText();
  const organization = useOrganization();
  const navigate = useNavigate();
  const [search] = useUrlState();
  const filters = userFilters(search);
  return (
    <div className="screen grid-screen">
      <PageHeader title={t("Users")} />
      <UserFilterFields filters={filters} />
      <VirtualGrid
        key={JSON.stringify(filters)}
        label={t("Users")}
        className="user-columns"
        columns={columns(t, organization)}
        list={userList(organization, filters)}
        countText={(count) => t("{count, plural, one {# user} other {# users}}", { count })}
        onOpen={({ id }) => void navigate(userLink(organization, id))}
        empty={<EmptyState sentence={t("No user matches these filters.")} />}
      />
    </div>
  );
}

function UserFilterFields({ filters }: { readonly filters: UserFilters }) {
  const t = useText();
  const [, changeUrl] = useUrlState();
  return (
    <search className="filter-fields">
      <SearchField label={t("Search users")} placeholder={t("Name or e-mail address")} />
      <SelectField
        label={t("Status")}
        isLabelHidden
        value={filters.status ?? ""}
        options={[
          ["", t("Not removed")],
          ...statuses.map((status) => [status, userStatusText(t, status)] as const),
        ]}
        onValue={(status) => changeUrl({ status: status || undefined })}
      />
      <SelectField
        label={t("Kind")}
        isLabelHidden
        value={filters.kind ?? ""}
        options={[
          ["", t("Persons and services")],
          ["person", t("Persons")],
          ["service", t("Services")],
        ]}
        onValue={(kind) => changeUrl({ kind: kind || undefined })}
      />
    </search>
  );
}

const userLink = (organization: string, user: string) =>
  ({ to: "/o/$organization/users/$user", params: { organization, user } }) as const;

const columns = (t: Text, organization: string): readonly Column<User>[] => [
  {
    title: t("Name"),
    cell: ({ id, name }) => (
      <Link {...userLink(organization, id)} tabIndex={-1}>
        <bdi>{name}</bdi>
      </Link>
    ),
  },
  { title: t("Role"), cell: ({ role, isOwner }) => (isOwner ? t("Owner") : roleText(t, role)) },
  { title: t("E-mail address"), cell: ({ email }) => <bdi dir="ltr">{email}</bdi> },
  { title: t("Status"), cell: ({ status }) => userStatusText(t, status) },
];
