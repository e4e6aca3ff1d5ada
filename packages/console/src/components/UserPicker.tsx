import { Combobox } from "@base-ui/react/combobox";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { User, UserKind } from "@whoseline/sdk";
import { useId, useState } from "react";
import { organizationKey } from "../data/keys.ts";
import { useDebounced } from "../hooks/use-debounced.ts";
import { useOrganization } from "../hooks/use-organization.ts";
import { useText } from "../i18n/use-text.ts";
import { client } from "../session/client.ts";
import "./user-picker.css";

export type PickedUser = Pick<User, "id" | "name" | "email">;

interface UserPickerProps {
  readonly label: string;
  readonly value: PickedUser | null;
  readonly onPick: (user: PickedUser | null) => void;
  /** Users who cannot be picked. */
  readonly excluded?: readonly string[];
  /** Persons by default. */
  readonly kind?: UserKind | undefined;
  /** Offered before the others, while nothing is typed. */
  readonly first?: PickedUser | undefined;
}

const none: readonly string[] = [];

/** Finds a person by name, e-mail address or username; the server searches. */
export function UserPicker({
  label,
  value,
  onPick,
  excluded = none,
  kind = "person",
  first,
}: UserPickerProps) {
  const t = useText();
  const id = useId();
  const [text, setText] = useState("");
  const search = value?.name === text ? "" : text;
  const found = useUsers(search, kind, excluded);
  const users = first !== undefined && search === "" ? [first, ...found.users] : found.users;
  return (
    <Combobox.Root<PickedUser>
      items={users}
      value={value}
      filter={null}
      autoHighlight
      onValueChange={onPick}
      onInputValueChange={setText}
      itemToStringLabel={(user) => user.name}
      isItemEqualToValue={(a, b) => a.id === b.id}
    >
      <div className="field">
        <label htmlFor={id}>{label}</label>
        <Combobox.Input id={id} placeholder={t("Name or e-mail address")} />
      </div>
      <Combobox.Portal>
        <Combobox.Positioner className="picker-positioner" sideOffset={4}>
          <Combobox.Popup className="picker-popup">
            <Combobox.Status className="picker-status">
              {users.length > 0 ? null : found.isFetching ? t("Searching…") : t("Nobody has this name.")}
            </Combobox.Status>
            <Combobox.List>
              {(user: PickedUser) => (
                <Combobox.Item key={user.id} value={user} className="picker-item">
                  <bdi>{user.name}</bdi>
                  <bdi className="quiet" dir="ltr">
                    {user.email}
                  </bdi>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

function useUsers(text: string, kind: UserKind, excluded: readonly string[]) {
  const organization = useOrganization();
  const typed = text.trim();
  const q = useDebounced(typed, 120);
  const { data, isFetching, isPlaceholderData } = useQuery({
    queryKey: [...organizationKey(organization), "users", "picker", kind, q],
    queryFn: ({ signal }) =>
      client.users
        .list({ organization, q: q || undefined, kind, status: "active", limit: 20 }, { signal })
        .withResponse(),
    placeholderData: keepPreviousData,
  });
  // Enter picks the first of the list: until the answer is here, only those of the former one that fit what was typed.
  const isCurrent = q === typed && !isPlaceholderData;
  const users = (data?.data.items ?? []).filter((user) => isCurrent || fits(user, typed));
  return { users: users.filter(({ id }) => !excluded.includes(id)), isFetching: isFetching || !isCurrent };
}

const fits = ({ name, email }: User, typed: string): boolean =>
  `${name} ${email}`.toLowerCase().includes(typed.toLowerCase());
