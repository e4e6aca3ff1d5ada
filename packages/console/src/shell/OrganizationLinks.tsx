import { Link } from "@tanstack/react-router";
import { useText } from "../i18n/use-text.ts";
import { usePermissions } from "../session/caller.ts";
import { organizationScreens } from "./screens.ts";

/** The screens of an organization that the caller may read. */
export function OrganizationLinks({ organization }: { readonly organization: string }) {
  const t = useText();
  const permissions = usePermissions();
  return (
    <ul className="sidebar-links">
      {organizationScreens(t, permissions)
        .filter(({ isShown }) => isShown)
        .map(({ to, text }) => (
          <li key={to}>
            <Link to={to} params={{ organization }} activeOptions={{ exact: to === "/o/$organization" }}>
              {text}
            </Link>
          </li>
        ))}
    </ul>
  );
}
