import type { Timestamp } from "../../model.ts";
import type { Sql } from "../sql.ts";

/** When the job of an import ended; for an upload that was not completed, when it began. */
const endedAt = `case when i.phase = 'upload' then i.created_at else (select j.finished_at from jobs j
  where j.organization_id = i.organization_id and j.id = i.job_id) end`;

/** Deletes contents of imports that ended before `before`, at the time `at`. Returns how many parts it deleted. */
export async function deleteImportContents(
  tx: Sql,
  { before, at }: { readonly before: Timestamp; readonly at: Timestamp },
  countMax: number,
): Promise<number> {
  const deleted = await tx.run(
    `update import_portions set content = null where content is not null and (organization_id, import_id, portion) in
       (select p.organization_id, p.import_id, p.portion from imports i
        join import_portions p on p.organization_id = i.organization_id and p.import_id = i.id
        where i.content_deleted_at is null and ${endedAt} < $1 and p.content is not null limit $2)`,
    before,
    countMax,
  );
  if (deleted < countMax)
    await tx.run(
      `update imports as i set content_deleted_at = $2, preview = null where i.content_deleted_at is null and ${endedAt} < $1`,
      before,
      at,
    );
  return deleted;
}

/** Deletes parts of imports that ended before `before`, and the imports without parts. Returns how many it deleted. */
export async function deleteImports(tx: Sql, before: Timestamp, countMax: number): Promise<number> {
  const deleted = await tx.run(
    `delete from import_portions where (organization_id, import_id, portion) in
       (select p.organization_id, p.import_id, p.portion from imports i
        join import_portions p on p.organization_id = i.organization_id and p.import_id = i.id
        where ${endedAt} < $1 limit $2)`,
    before,
    countMax,
  );
  if (deleted < countMax) await tx.run(`delete from imports as i where ${endedAt} < $1`, before);
  return deleted;
}
