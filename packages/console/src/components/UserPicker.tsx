import { Combobox } from "@base-ui/react/combobox";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { User, UserKind } from "@whoseline/sdk";
import { useState } from "react";
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
        <Combobox.Label>{label}</Combobox.Label>
        <Combobox.Input placeholder={t("Name or e-mail address")} />
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
  const q = useDebounced(text.trim(), 120);
  const { data, isFetching } = useQuery({
    queryKey: ["organization", organization, "users", "picker", kind, q],
    queryFn: ({ signal }) =>
      client.users
        .list({ organization, q: q || undefined, kind, status: "active", limit: 20 }, { signal })
        .withResponse(),
    placeholderData: keepPreviousData,
  });
  return { users: (data?.data.items ?? []).filter(({ id }) => !excluded.includes(id)), isFetching };
}
