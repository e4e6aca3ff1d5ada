import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button } from "../components/Button.tsx";
import { organizationKey } from "../data/keys.ts";
import { useText } from "../i18n/use-text.ts";
import { showPalette, showShortcuts } from "../palette/overlay.ts";
import { usePermissions } from "../session/caller.ts";
import { client } from "../session/client.ts";
import { useSignOut } from "../session/use-sign-out.ts";
import { OrganizationLinks } from "./OrganizationLinks.tsx";

export function Sidebar({ isOpen }: { readonly isOpen: boolean }) {
  const t = useText();
  const { caller, isSuperadmin } = usePermissions();
  const { organization } = useParams({ strict: false });
  const signOut = useSignOut();
  return (
    <nav id="sidebar" className="sidebar" data-open={isOpen || undefined} aria-label={t("Main menu")}>
      <Link to="/" className="brand">
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="24" height="24" />
        Whoseline
      </Link>
      <Button className="palette-button" onClick={showPalette}>
        {t("Go to…")} <kbd dir="ltr">Ctrl K</kbd>
      </Button>
      {organization !== undefined && (
        <>
          <OrganizationName organization={organization} />
          <OrganizationLinks organization={organization} />
        </>
      )}
      <ul className="sidebar-links sidebar-end">
        {isSuperadmin && (
          <li>
            <Link to="/organizations">{t("Organizations")}</Link>
          </li>
        )}
        <li>
          <Link to="/settings">{t("Settings")}</Link>
        </li>
        <li>
          <button type="button" onClick={showShortcuts}>
            {t("Keyboard shortcuts")}
          </button>
        </li>
      </ul>
      <div className="sidebar-user">
        <bdi>{caller.user.name}</bdi>
        <Button kind="quiet" isBusy={signOut.isPending} onClick={() => signOut.mutate()}>
          {t("Sign out")}
        </Button>
      </div>
    </nav>
  );
}

function OrganizationName({ organization }: { readonly organization: string }) {
  const { data } = useQuery({
    queryKey: [...organizationKey(organization), "record"],
    queryFn: ({ signal }) => client.organizations.get({ organization }, { signal }),
    staleTime: 60_000,
  });
  return (
    <p className="sidebar-organization">
      <bdi>{data?.name ?? organization}</bdi>
    </p>
  );
}
