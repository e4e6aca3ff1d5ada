import { Link } from "@tanstack/react-router";
import { useText } from "../i18n/use-text.ts";

/** The screens of an organization. */
export function OrganizationLinks({ organization }: { readonly organization: string }) {
  const t = useText();
  const params = { organization };
  return (
    <ul className="sidebar-links">
      <li>
        <Link to="/o/$organization" params={params} activeOptions={{ exact: true }}>
          {t("Home")}
        </Link>
      </li>
      <li>
        <Link to="/o/$organization/numbers" params={params}>
          {t("Numbers")}
        </Link>
      </li>
    </ul>
  );
}
