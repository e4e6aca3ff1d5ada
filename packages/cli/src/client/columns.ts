/** The columns of tables, by the schema of the record. Other records show their first members. */
export const chosenColumns: Readonly<Record<string, readonly string[]>> = {
  PhoneNumberDetails: ["line", "provider", "state", "holders.0.userName", "alias", "id"],
  PhoneNumberHolder: ["userName", "userEmail", "isDefault", "isInboundEnabled", "isOutboundEnabled", "label"],
  AssignmentDetails: [
    "line",
    "provider",
    "userName",
    "isDefault",
    "isInboundEnabled",
    "isOutboundEnabled",
    "label",
  ],
  User: ["name", "email", "username", "role", "status", "id"],
  Organization: ["slug", "name", "status", "coolingDays", "id"],
  Group: ["name", "id", "createdAt"],
  ListedApiKey: ["name", "userId", "scopes", "lastUsedAt", "expiresAt", "id"],
  ListedSuperadminKey: ["name", "scopes", "lastUsedAt", "expiresAt", "id"],
  Invitation: ["userId", "expiresAt", "id"],
  SavedView: ["name", "screen", "query", "isShared", "id"],
  ListedSession: ["userId", "method", "lastUsedAt", "idleAt", "expiresAt", "id"],
  EmailBlock: ["email", "blockedAt", "id"],
  Event: ["seq", "at", "kind", "userId", "numberId", "actorId", "reason"],
  FeedEvent: ["seq", "at", "kind", "userId", "numberId", "actorId", "reason"],
  PlatformEvent: ["organizationId", "seq", "at", "kind", "userId", "numberId", "actorId"],
  CarrierAccount: ["name", "provider", "status", "publicUrl", "secretNames", "id"],
  CarrierSync: ["createdAt", "state", "here", "there", "counts", "failure.detail", "id"],
  CarrierSyncItem: ["line", "kind", "found", "expected", "isHeld", "sharedBy", "state", "id"],
  Webhook: ["url", "status", "kinds", "isOrdered", "alias", "id"],
  WebhookAttempt: ["serial", "at", "cause", "seq", "number", "response.status", "failure", "durationMs"],
  WebhookDelivery: ["seq", "status", "failures", "firstFailedAt", "lastFailedAt", "nextAttemptAt"],
  Call: ["at", "direction", "line", "otherDigits", "userId", "rule", "outcome"],
  TimelineInterval: ["line", "provider", "userName", "since", "until", "label"],
  Import: [
    "id",
    "kind",
    "state",
    "rows",
    "counts.create",
    "counts.change",
    "counts.same",
    "counts.refused",
    "createdAt",
  ],
  ImportRow: ["row", "fate", "id", "refusals.0.code", "refusals.0.column", "refusals.0.detail"],
  Job: ["id", "kind", "state", "progress.done", "progress.total", "createdAt", "lastError"],
  Plan: ["id", "status", "sentence", "expiresAt"],
  PlanItem: ["index", "number.line", "fate", "detail"],
  Offboarding: ["id", "status", "user.name", "appliedAt", "undoneAt"],
};

/** Titles of columns that differ from their paths. */
export const columnTitles: Readonly<Record<string, string>> = { "holders.0.userName": "HOLDER" };

/** Returns the columns of a table. */
export function tableColumns(record: string | undefined, columns: readonly string[]): readonly string[] {
  return chosenColumns[record ?? ""] ?? columns.slice(0, 8);
}

const identifiers = [
  "id",
  "organization.id",
  "offboarding.id",
  "user.id",
  "seq",
  "kid",
  "numberId",
  "userId",
  "number.id",
  "organizationId",
];

/** Returns what names a record in other commands: its id, or its number in the feed. */
export function identifierOf(record: unknown): string | undefined {
  const values = identifiers.map((path) => valueAt(record, path));
  const found = values.find((value) => typeof value === "string" || typeof value === "number");
  return found === undefined ? undefined : String(found);
}

/** Returns the value at a path like `user.name`; undefined when there is none. */
export function valueAt(record: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (at, name) =>
        typeof at === "object" && at !== null ? (at as Record<string, unknown>)[name] : undefined,
      record,
    );
}
