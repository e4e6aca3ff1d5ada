import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/Button.tsx";
import { stateText } from "../../components/StateBadge.tsx";
import { type NumberFilters, providerNames } from "../../data/numbers.ts";
import { userQuery } from "../../data/users.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";

const noFilters = { q: undefined, state: undefined, provider: undefined, user: undefined, label: undefined };

/** The filters that are set. Each is removed with its button. */
export function FilterChips({ filters }: { readonly filters: NumberFilters }) {
  const t = useText();
  const [, changeUrl] = useUrlState();
  const holder = useUserName(filters.user);
  const chips = [
    ["q", filters.q && t("Contains {text}", { text: `“${filters.q}”` })],
    ["state", filters.state && t("State: {state}", { state: stateText(t, filters.state) })],
    [
      "provider",
      filters.provider && t("Provider: {provider}", { provider: providerNames[filters.provider] }),
    ],
    ["user", filters.user && t("Held by {name}", { name: holder })],
    ["label", filters.label && t("Label: {label}", { label: filters.label })],
  ] as const;
  const set = chips.filter(([, text]) => Boolean(text));
  if (set.length === 0) return null;
  return (
    <div className="chips">
      {set.map(([name, text]) => (
        <span key={name} className="chip">
          <bdi>{text}</bdi>
          <button
            type="button"
            aria-label={t("Remove the filter {filter}", { filter: text ?? "" })}
            onClick={() => changeUrl({ [name]: undefined })}
          >
            ✕
          </button>
        </span>
      ))}
      <Button kind="quiet" onClick={() => changeUrl(noFilters)}>
        {t("Remove all filters")}
      </Button>
    </div>
  );
}

function useUserName(user: string | undefined): string {
  const organization = useOrganization();
  const { data } = useQuery({ ...userQuery(organization, user ?? ""), enabled: user !== undefined });
  return data?.user.name ?? user ?? "";
}
