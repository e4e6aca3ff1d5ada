import { useQuery } from "@tanstack/react-query";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { consoleQuery } from "./console-query.ts";
import { safeDestination } from "./safe-destination.ts";

/** Leads to the identity provider, where the installation has one. It returns to the page that was asked for. */
export function IdentityProviderLink() {
  const t = useText();
  const [search] = useUrlState();
  const { data } = useQuery(consoleQuery);
  if (data?.identityProviderPath == null) return null;
  const returnTo = `/console${safeDestination(search.next)}`;
  return (
    <a
      className="button button-primary"
      href={`${data.identityProviderPath}?${new URLSearchParams({ returnTo })}`}
    >
      {t("Sign in with your organization’s account")}
    </a>
  );
}
