import { Link } from "@tanstack/react-router";
import type { Import } from "@whoseline/sdk";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { client } from "../../session/client.ts";
import { useImportStep } from "./use-import-step.ts";

/** The next step of an import whose job has ended. */
export function ImportSteps({ found }: { readonly found: Import }) {
  const t = useText();
  const organization = useOrganization();
  const { canChange } = usePermissions();
  const apply = useImportStep(found, (params) => client.imports.apply(params));
  const { create, change, refused } = found.counts;
  const isBlocked = found.mode === "atomic" && refused > 0;
  if (!canChange) return null;
  if (found.state === "checked" && found.contentDeletedAt === null)
    return (
      <div className="import-steps">
        <Button
          kind="primary"
          isBusy={apply.isPending}
          disabled={create + change === 0 || isBlocked}
          onClick={() => apply.mutate()}
        >
          {t("{count, plural, =0 {Nothing to apply} one {Apply # row} other {Apply # rows}}", {
            count: create + change,
          })}
        </Button>
        {isBlocked && (
          <span className="quiet">{t("Rows are refused: correct them, then import the file again.")}</span>
        )}
        {apply.isError && <ErrorNotice error={apply.error} />}
      </div>
    );
  return (
    <div className="import-steps">
      <Link className="button" to="/o/$organization/imports/new" params={{ organization }}>
        {t("Import another file")}
      </Link>
    </div>
  );
}
