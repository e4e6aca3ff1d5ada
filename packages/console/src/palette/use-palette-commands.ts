import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { normalizeSearch } from "../components/normalize-search.ts";
import { organizationKey } from "../data/keys.ts";
import { useDebounced } from "../hooks/use-debounced.ts";
import { useText } from "../i18n/use-text.ts";
import { usePermissions } from "../session/caller.ts";
import { client } from "../session/client.ts";
import { useSignOut } from "../session/use-sign-out.ts";
import { organizationScreens } from "../shell/screens.ts";
import { showShortcuts } from "./overlay.ts";

export interface Command {
  readonly id: string;
  readonly name: string;
  /** What the name is of, such as a number. */
  readonly kind: string;
  readonly run: () => void;
}

/** What fits the text: screens and actions by a part of their names, numbers and users as the server finds them. */
export function usePaletteCommands(text: string): {
  readonly commands: readonly Command[];
  readonly isFetching: boolean;
} {
  const typed = text.trim();
  const fixed = useFixedCommands().filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()));
  const found = useFoundCommands(typed);
  return { commands: [...fixed, ...found.commands], isFetching: found.isFetching };
}

function useFixedCommands(): readonly Command[] {
  const t = useText();
  const navigate = useNavigate();
  const permissions = usePermissions();
  const { organization } = useParams({ strict: false });
  const signOut = useSignOut();
  const screens =
    organization === undefined
      ? []
      : organizationScreens(t, permissions)
          .filter(({ isShown }) => isShown)
          .map(({ to, text }) => ({
            id: to,
            name: text,
            kind: t("Screen"),
            run: () => void navigate({ to, params: { organization } }),
          }));
  return [
    ...screens,
    ...(permissions.isSuperadmin
      ? [
          {
            id: "organizations",
            name: t("Organizations"),
            kind: t("Screen"),
            run: () => void navigate({ to: "/organizations" }),
          },
        ]
      : []),
    { id: "settings", name: t("Settings"), kind: t("Screen"), run: () => void navigate({ to: "/settings" }) },
    { id: "shortcuts", name: t("Keyboard shortcuts"), kind: t("Action"), run: showShortcuts },
    { id: "sign-out", name: t("Sign out"), kind: t("Action"), run: () => signOut.mutate() },
  ];
}

function useFoundCommands(typed: string) {
  const t = useText();
  const navigate = useNavigate();
  const { readsAll } = usePermissions();
  const { organization = "" } = useParams({ strict: false });
  const q = useDebounced(typed, 120);
  const { data, isFetching, isPlaceholderData } = useQuery({
    queryKey: [...organizationKey(organization), "palette", q],
    queryFn: async ({ signal }) => {
      const options = { signal };
      const [numbers, users] = await Promise.all([
        client.numbers.list({ organization, q: normalizeSearch(q), limit: 8 }, options).withResponse(),
        client.users.list({ organization, q, limit: 8 }, options).withResponse(),
      ]);
      return { numbers: numbers.data.items, users: users.data.items };
    },
    enabled: readsAll && organization !== "" && q !== "",
    placeholderData: keepPreviousData,
  });
  // Enter runs the first command: what an older text has found is not offered.
  const isCurrent = q === typed && !isPlaceholderData && typed !== "";
  const numbers = (isCurrent ? (data?.numbers ?? []) : []).map(({ id, line, alias }) => ({
    id,
    name: alias === null ? line : `${line} · ${alias}`,
    kind: t("Number"),
    run: () =>
      void navigate({ to: "/o/$organization/numbers/$number", params: { organization, number: id } }),
  }));
  const users = (isCurrent ? (data?.users ?? []) : []).map(({ id, name }) => ({
    id,
    name,
    kind: t("User"),
    run: () => void navigate({ to: "/o/$organization/users/$user", params: { organization, user: id } }),
  }));
  return { commands: [...numbers, ...users], isFetching: isFetching || (typed !== "" && q !== typed) };
}
