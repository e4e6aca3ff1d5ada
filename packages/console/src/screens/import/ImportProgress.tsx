import type { Import } from "@whoseline/sdk";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { client } from "../../session/client.ts";
import { useImportStep } from "./use-import-step.ts";

/** How far the job is, and its end before time. */
export function ImportProgress({ found }: { readonly found: Import }) {
  const t = useText();
  const format = useFormat();
  const { canChange } = usePermissions();
  const cancel = useImportStep(found, (params) => client.imports.cancel(params));
  const { done } = found.progress;
  const total = found.progress.total ?? found.rows;
  return (
    <div className="card import-progress">
      <progress aria-label={t("Progress")} max={total} value={done} />
      <p>
        {t("{done} of {total} rows", { done: format.count(done), total: format.count(total) })}
        {found.lastError !== null && (
          <>
            {" · "}
            <bdi lang="en">{found.lastError}</bdi>
          </>
        )}
      </p>
      {canChange && (
        <Button isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
          {t("Cancel")}
        </Button>
      )}
      {cancel.isError && <ErrorNotice error={cancel.error} />}
    </div>
  );
}
