import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { SavedView } from "@whoseline/sdk";
import { Button } from "../../components/Button.tsx";
import { savedViewsQuery } from "../../data/saved-views.ts";
import { useChange } from "../../data/use-change.ts";
import { parseSearch } from "../../hooks/search-params.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { client } from "../../session/client.ts";
import { savedScreen, viewQuery } from "./view-query.ts";

/** The saved views of the list, one click each: the caller's and those that are shared. */
export function SavedViews() {
  const t = useText();
  const organization = useOrganization();
  const [search, changeUrl] = useUrlState();
  const { canSave } = usePermissions();
  const { data } = useQuery(savedViewsQuery(organization, savedScreen));
  const query = viewQuery(search);
  const isSaved = data?.some((view) => view.query === query) ?? false;
  return (
    <nav className="saved-views" aria-label={t("Saved views")}>
      {data?.map((view) => (
        <SavedViewLink key={view.id} view={view} isCurrent={view.query === query} />
      ))}
      {canSave && query !== "" && !isSaved && (
        <Button className="button-small" onClick={() => changeUrl({ dialog: "save-view" })}>
          {t("Save this view")}
        </Button>
      )}
    </nav>
  );
}

function SavedViewLink({ view, isCurrent }: { readonly view: SavedView; readonly isCurrent: boolean }) {
  const t = useText();
  const organization = useOrganization();
  const { caller, canSave } = usePermissions();
  const { id, name, screen, query, isShared } = view;
  const remove = useChange({
    send: () => client.savedViews.delete({ organization, savedView: id }),
    done: () => t("The view {name} is deleted.", { name }),
    undo: async () => await client.savedViews.create({ organization, name, screen, query, isShared }),
  });
  return (
    <span className={isCurrent ? "chip" : "chip chip-plain"}>
      <Link
        to="/o/$organization/numbers"
        params={{ organization }}
        search={parseSearch(query) as never}
        activeOptions={{ includeSearch: true }}
      >
        <bdi>{name}</bdi>
      </Link>
      {canSave && view.userId === caller.user.id && (
        <button
          type="button"
          aria-label={t("Delete the view {name}", { name })}
          onClick={() => remove.mutate(undefined)}
        >
          ✕
        </button>
      )}
    </span>
  );
}
