import type { EventDraft, UnitOfWork } from "../kernel/unit-of-work.ts";

/** The events that `work` would record. Everything that it changes is rolled back; what it throws is thrown. */
export async function preview(
  unitOfWork: UnitOfWork,
  work: (part: UnitOfWork) => Promise<unknown>,
): Promise<readonly EventDraft[]> {
  const drafts: EventDraft[] = [];
  const part: UnitOfWork = {
    ...unitOfWork,
    afterCommit: () => {},
    recorded: () => unitOfWork.recorded() + drafts.length,
    record: (draft) => drafts.push(draft),
  };
  const rolledBack = new Error("a preview was rolled back");
  try {
    await unitOfWork.tx.isolate(async () => {
      await work(part);
      throw rolledBack;
    });
  } catch (error) {
    if (error !== rolledBack) throw error;
  }
  return drafts;
}
