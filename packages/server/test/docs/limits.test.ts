import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sessionIdleMs, sessionLifetimeMs } from "../../src/core/auth/sessions.ts";
import { atomicRowsMax } from "../../src/core/imports/create-import.ts";
import { portionRows } from "../../src/core/imports/stored-portion.ts";
import { defaultLifetimeMs, lifetimeMaxDays } from "../../src/core/invitations/invitation-rules.ts";
import { jobRetentionMs } from "../../src/core/jobs/job-queue.ts";
import { batchItemsMax } from "../../src/core/kernel/batch.ts";
import { idempotencyWindowMs } from "../../src/core/kernel/idempotency.ts";
import { defaultQuotas } from "../../src/core/kernel/quotas.ts";
import { shownHoldersMax } from "../../src/core/numbers/with-holders.ts";
import { planLifetimeMs } from "../../src/core/offboarding/plan-lifetime.ts";
import { offboardingUndoMs } from "../../src/core/offboarding/undo-offboarding.ts";
import { atomicNumbersMax } from "../../src/core/plans/atomic-size.ts";
import { planLifetimeMs as changePlanLifetimeMs, planUndoMs } from "../../src/core/plans/plan-lifetime.ts";
import { planNumbersMax } from "../../src/core/plans/select-numbers.ts";
import { pollMs } from "../../src/core/routing/route-index-sync.ts";
import { savedViewsPerUserMax } from "../../src/core/saved-views/saved-views.ts";
import { sessionsPerUserMax } from "../../src/core/sessions/create-session.ts";
import { endpointsMax } from "../../src/core/users/endpoints.ts";
import { overlapDefaultSeconds, overlapMaxSeconds } from "../../src/dialects/native/api-keys.ts";
import {
  nameLengthMax,
  pageSizeDefault,
  pageSizeMax,
  reasonLengthMax,
} from "../../src/dialects/native/input.ts";
import { destinationsMax } from "../../src/dialects/native/offboardings.ts";
import { namedNumbersMax } from "../../src/dialects/native/plan-input.ts";
import { linesMax } from "../../src/dialects/native/route-input.ts";
import { windowSeconds, windowsMax } from "../../src/http/admission/rate-limit.ts";
import {
  bodyLimitBytes,
  defaultLimits,
  drainMs,
  headerBytesMax,
  headersMax,
  jsonLevelsMax,
  shutdownMaxMs,
} from "../../src/http/limits.ts";
import { fieldErrorsMax } from "../../src/http/mounting/validation.ts";
import { callerLimits, keysMax, defaultRespLimits as resp, strangerLimits } from "../../src/resp/limits.ts";
import { root } from "./project-commands.ts";

const { headersMs, requestMs, uploadMs, responseMs, idleMs, keepAliveMs, connectionsMax, connectionsSpare } =
  defaultLimits;
const { inFlightMax, queuedMax, queueTimeoutMs, sliceMs, slowReaderMs, rejectionDelayMs, rejectionGapMs } =
  defaultLimits;
const seconds = (ms: number) => `${ms / 1000} s`;

/** The numbers that the documents state, as the code has them. The tests of `test/http` override most of them. */
const stated: readonly [string, string][] = [
  ["docs/operations.md", `| path and headers | ${headerBytesMax / 1024} KiB, ${headersMax} headers |`],
  ["docs/operations.md", `| body | ${bodyLimitBytes / 1024} KiB; JSON nested ${jsonLevelsMax} levels deep |`],
  ["docs/operations.md", `| time for the head of a request | ${seconds(headersMs)} |`],
  ["docs/operations.md", `| time for the complete request | ${seconds(requestMs)} |`],
  ["docs/operations.md", `| time for a complete file to import | ${seconds(uploadMs)} |`],
  ["docs/import-export.md", `at most ${atomicRowsMax} rows`],
  ["docs/import-export.md", `${portionRows} at a time`],
  [
    "docs/operations.md",
    `| time from the complete request to the first byte of the response | ${seconds(responseMs)} |`,
  ],
  ["docs/operations.md", `| time without a byte in either direction | ${seconds(idleMs)} |`],
  ["docs/operations.md", `| time between two requests of a connection | ${seconds(keepAliveMs)} |`],
  ["docs/operations.md", `| connections | ${connectionsMax} |`],
  ["docs/operations.md", `beyond ${connectionsMax + connectionsSpare} closed without a response`],
  [
    "docs/operations.md",
    `| requests in flight | ${inFlightMax}, and ${inFlightMax} route lookups; up to ${queuedMax} more of each wait, at most ${seconds(queueTimeoutMs)} |`,
  ],
  [
    "docs/operations.md",
    `| time in which a reader of an event stream accepts no data | ${seconds(slowReaderMs)} |`,
  ],
  ["docs/operations.md", `Each turn of the event loop starts requests for at most ${sliceMs} ms`],
  ["docs/operations.md", `read their response after ${drainMs / 1000} seconds`],
  ["docs/operations.md", `After ${shutdownMaxMs / 1000} seconds the process is killed`],
  ["docs/operations.md", `idempotency keys older than ${idempotencyWindowMs / 3_600_000} hours are deleted`],
  ["docs/operations.md", `A process counts at most ${windowsMax.toLocaleString("en")} credentials`],
  ["docs/routing.md", `are read from the change feed every ${pollMs} milliseconds`],
  ["SECURITY.md", `Bodies are limited to ${bodyLimitBytes / 1024} KiB`],
  ["docs/resp.md", `| connections of a thread | ${resp.connectionsMax.toLocaleString("en")} |`],
  ["docs/resp.md", `a further one closes the oldest | ${resp.strangersMax} |`],
  ["docs/resp.md", `| time to sign in | ${seconds(resp.signInMs)} |`],
  ["docs/resp.md", `after which the connection is closed | ${resp.idleMs / 60_000} minutes |`],
  ["docs/resp.md", `| keys of one command | ${keysMax.toLocaleString("en")} |`],
  ["docs/resp.md", `| bytes of one argument | ${callerLimits.argumentBytes.toLocaleString("en")} |`],
  ["docs/resp.md", `| bytes of one argument | ${strangerLimits.argumentBytes.toLocaleString("en")} |`],
  [
    "docs/resp.md",
    `| bytes of one command | ${callerLimits.bytes.toLocaleString("en")}; ${strangerLimits.bytes.toLocaleString("en")} before the client has signed in |`,
  ],
  ["docs/resp.md", `its further commands wait | ${resp.unreadBytesMax / 1024} KiB |`],
  ["docs/resp.md", `after which it is disconnected | ${seconds(resp.slowReaderMs)} |`],
  ["docs/resp.md", `lets other clients in every ${resp.sliceMs} milliseconds`],
  ["docs/history.md", `undone for ${offboardingUndoMs / 86_400_000} days`],
];

test.each(stated)("%s states: %s", (path, sentence) => {
  expect(readFileSync(join(root, path), "utf8").replaceAll("\n", " ")).toContain(sentence);
});

const dayMs = 86_400_000;
const count = (value: number) => value.toLocaleString("en");

/** The complete table of limits of the native API. */
const nativeLimits = [
  `| items of a page, \`limit\` | 1 to ${pageSizeMax}; default ${pageSizeDefault} |`,
  `| items of a batch | ${batchItemsMax} |`,
  `| lines in one \`POST …/routes/inbound\` | ${linesMax} |`,
  `| holders that a number is shown with | ${shownHoldersMax}; \`GET …/holders\` lists all |`,
  `| endpoints of a user | ${endpointsMax} |`,
  `| numbers that one offboarding assigns to colleagues | ${destinationsMax} |`,
  `| text of a name, an alias or a label | ${nameLengthMax} characters |`,
  `| text of a \`reason\` | ${reasonLengthMax} characters |`,
  `| body of a request | ${bodyLimitBytes / 1024} KiB |`,
  `| invalid fields that one answer lists | ${fieldErrorsMax} |`,
  `| time to repeat a request with its \`Idempotency-Key\` | ${idempotencyWindowMs / 3_600_000} hours |`,
  `| time to apply the plan of an offboarding | ${planLifetimeMs / 60_000} minutes |`,
  `| time that a job is kept after its end | ${jobRetentionMs / dayMs} days |`,
  `| time to undo an offboarding | ${offboardingUndoMs / dayMs} days |`,
  `| numbers of a plan | ${namedNumbersMax} by name, ${count(planNumbersMax)} by a filter; ${atomicNumbersMax} with the mode \`atomic\` |`,
  `| time to apply a plan | ${changePlanLifetimeMs / 60_000} minutes |`,
  `| time to undo a plan | ${planUndoMs / dayMs} days |`,
  `| validity of an invitation | ${defaultLifetimeMs / dayMs} days, at most ${lifetimeMaxDays} |`,
  `| validity of a session | ${sessionLifetimeMs / 3_600_000} hours, and ${sessionIdleMs / 60_000} minutes after its last use |`,
  `| sessions of a user | ${sessionsPerUserMax}; a further one ends the oldest |`,
  `| saved views of a user | ${savedViewsPerUserMax} |`,
  `| overlap of a rotated key | ${overlapDefaultSeconds / 86_400} day, at most ${overlapMaxSeconds / 86_400} |`,
  `| users of an organization | ${count(defaultQuotas.users)} |`,
  `| groups of an organization | ${count(defaultQuotas.groups)} |`,
  `| API keys of an organization | ${count(defaultQuotas.apiKeys)} |`,
  `| numbers of an organization | ${count(defaultQuotas.numbers)} |`,
  `| webhooks of an organization | ${defaultQuotas.webhooks} |`,
  `| carrier accounts of an organization | ${defaultQuotas.carrierAccounts} |`,
  `| plans of offboardings of an organization at a time | ${defaultQuotas.offboardingPlans} |`,
  `| plans of an organization at a time | ${defaultQuotas.plans} |`,
];

test("docs/native-api.md has the limits of the code and no other", () => {
  const [, table = ""] = readFileSync(join(root, "docs/native-api.md"), "utf8").split(
    "| limit | value |\n|---|---|\n",
  );
  expect(table.slice(0, table.indexOf("\n\n")).split("\n")).toEqual(nativeLimits);
});

test("the rejections of an overloaded server wait a quarter of a second, a thousand per second at most", () => {
  expect([rejectionDelayMs, rejectionGapMs, windowSeconds]).toEqual([250, 1, 60]);
});
