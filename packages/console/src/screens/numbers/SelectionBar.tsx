import { Button } from "../../components/Button.tsx";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { bulkActions, bulkText } from "./bulk-actions.ts";
import { useSelection } from "./use-selection.ts";

/** What can be done with the selected numbers. */
export function SelectionBar() {
  const t = useText();
  const [, changeUrl] = useUrlState();
  const { selection, select } = useSelection();
  const count = selection === "all" ? undefined : selection.size;
  return (
    <section className="selection-bar" aria-label={t("Selection")}>
      <span role="status">
        {count === undefined
          ? t("All numbers that match are selected")
          : t("{count, plural, =0 {Nothing selected} one {# number selected} other {# numbers selected}}", {
              count,
            })}
      </span>
      {selection !== "all" && (
        <Button className="button-small" onClick={() => select("all")}>
          {t("Select all that match")}
        </Button>
      )}
      {count !== 0 && (
        <>
          <Button className="button-small" onClick={() => select(new Set())}>
            {t("Select nothing")}
          </Button>
          <span className="selection-actions">
            {bulkActions.map((action) => (
              <Button
                key={action}
                className="button-small"
                kind={action === "release" ? "danger" : "plain"}
                onClick={() => changeUrl({ dialog: action })}
              >
                {bulkText(t, action)}
              </Button>
            ))}
          </span>
        </>
      )}
    </section>
  );
}
