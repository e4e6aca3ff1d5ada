import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { User } from "@whoseline/sdk";
import { PageHeader } from "../../components/PageHeader.tsx";
import { roleText } from "../../components/role-text.ts";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { ScreenProblem } from "../../components/ScreenProblem.tsx";
import { userQuery, userTimelineQuery } from "../../data/users.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { HeldNumbers } from "./HeldNumbers.tsx";
import { UserFacts } from "./UserFacts.tsx";

/** A user with the numbers that they hold and held. */
export function UserScreen() {
  const t = useText();
  const organization = useOrganization();
  const { user: reference = "" } = useParams({ strict: false });
  const record = useQuery(userQuery(organization, reference));
  const timeline = useQuery(userTimelineQuery(organization, reference));
  const error = record.error ?? timeline.error;
  if (error !== null)
    return (
      <ScreenProblem title={t("User")} error={error}>
        {timeline.data && <HeldNumbers intervals={timeline.data} />}
        <Link to="/o/$organization/users" params={{ organization }}>
          {t("All users")}
        </Link>
      </ScreenProblem>
    );
  if (!record.data || !timeline.data) return <ScreenLoading />;
  const { user } = record.data;
  return (
    <div className="screen">
      <PageHeader
        title={user.name}
        heading={<bdi>{user.name}</bdi>}
        note={<span className="badge">{user.isOwner ? t("Owner") : roleText(t, user.role)}</span>}
        actions={<UserActions user={user} />}
      />
      <UserFacts user={user} />
      <HeldNumbers intervals={timeline.data} />
    </div>
  );
}

function UserActions({ user }: { readonly user: User }) {
  const t = useText();
  const organization = useOrganization();
  const { canChange } = usePermissions();
  if (!canChange || user.isOwner || user.status === "removed") return null;
  return (
    <Link
      className="button button-danger"
      to="/o/$organization/users/$user/offboarding"
      params={{ organization, user: user.id }}
    >
      {t("Take out")}
    </Link>
  );
}
