import { createHash } from "node:crypto";
import type { CallId, CallReport, LoggedCall, TriedEndpoint } from "../../model.ts";
import type { StoreTransaction } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";

const dayMs = 24 * 60 * 60_000;
const carrierCallIdMax = 128;

/** Adds reports to the log of calls: one commit for each organization. Reports can be repeated and come out of order. */
export async function storeCalls(services: CoreServices, reports: readonly CallReport[]): Promise<void> {
  for (const [organizationId, own] of Map.groupBy(reports, (report) => report.organizationId))
    await services.store.write(organizationId, async (tx) => {
      for (const report of own) await storeCall(services, tx, report);
    });
}

async function storeCall(
  { createId }: CoreServices,
  tx: StoreTransaction,
  report: CallReport,
): Promise<void> {
  const key = createHash("sha256").update(report.carrierCallId).digest("hex");
  const before = await tx.calls.find(report.carrierAccountId, key);
  const call = before === undefined ? newCall(createId<CallId>(), report) : merged(before, report);
  await tx.calls.store(call, key);
}

function newCall(id: CallId, report: CallReport): LoggedCall {
  const { at, retentionDays, carrierCallId, legOutcome: _, endpoints, ...rest } = report;
  return {
    ...rest,
    id,
    carrierCallId: carrierCallId.slice(0, carrierCallIdMax),
    startedAt: at,
    lastReportAt: at,
    endpoints: endpoints.map((endpoint) => ({ endpoint, outcome: null })),
    expiresAt: at + retentionDays * dayMs,
  };
}

/** The latest report decides; of reports of one instant, the one that ends the ringing. */
function merged(before: LoggedCall, report: CallReport): LoggedCall {
  const { at } = report;
  const isLater = at > before.lastReportAt || (at === before.lastReportAt && report.outcome !== "ringing");
  const { numberId, userId, rule, outcome } = isLater ? report : before;
  // Those of another user would outlive the erasure of that user.
  const own = before.userId === userId ? before.endpoints : [];
  return {
    ...before,
    ...{ numberId, userId, rule, outcome },
    decision: (isLater ? report.decision : null) ?? before.decision ?? report.decision,
    startedAt: Math.min(before.startedAt, at),
    lastReportAt: Math.max(before.lastReportAt, at),
    endpoints: report.userId === userId ? mergedEndpoints(own, report) : own,
  };
}

/** The outcome is that of the endpoints that were rung before those of the report. */
function mergedEndpoints(
  tried: readonly TriedEndpoint[],
  { endpoints, legOutcome }: CallReport,
): readonly TriedEndpoint[] {
  const known = new Set(tried.map(({ endpoint }) => endpoint));
  const rung = endpoints.filter((endpoint) => !known.has(endpoint));
  return [
    ...tried.map((one) =>
      endpoints.includes(one.endpoint) ? one : { ...one, outcome: one.outcome ?? legOutcome },
    ),
    ...rung.map((endpoint) => ({ endpoint, outcome: null })),
  ];
}
