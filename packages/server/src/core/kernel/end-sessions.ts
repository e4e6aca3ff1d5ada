import type { ApiKeyId, User, UserId } from "../../model.ts";
import type { StoreTransaction } from "../../storage/store.ts";
import type { EventDraft } from "./unit-of-work.ts";

/**
 * Ends the sessions that must not outlast the change: those of a revoked key, and those of a user who was removed,
 * signed out, or has another role now. Every operation does so, because it looks at the events.
 */
export async function endSessions(
  { sessions }: StoreTransaction,
  drafts: readonly EventDraft[],
  at: number,
): Promise<void> {
  const users = new Set<UserId>();
  const keys = new Set<ApiKeyId>();
  for (const draft of drafts) {
    if (draft.kind === "apiKey.revoked") keys.add(draft.subjectId as ApiKeyId);
    if (endsSessionsOfUser(draft)) users.add(draft.subjectId as UserId);
  }
  for (const userId of users) await sessions.endOfUser(userId, at);
  for (const keyId of keys) await sessions.endOfKey(keyId, at);
}

function endsSessionsOfUser({ kind, before, after }: EventDraft): boolean {
  if (kind === "user.removed" || kind === "user.signedOut" || kind === "user.restored") return true;
  if (kind !== "user.updated") return false;
  const [former, current] = [before as User, after as User];
  return (
    former.role !== current.role || former.signedOutAt !== current.signedOutAt || current.status !== "active"
  );
}
