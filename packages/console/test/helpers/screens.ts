import type { Page } from "playwright-core";
import type { ConsoleWorld } from "./world.ts";

export interface Screen {
  readonly name: string;
  readonly path: (world: ConsoleWorld) => string;
  /** What is on the page when it is complete. */
  readonly isReady: (page: Page) => Promise<void>;
  readonly isSignedOut?: boolean;
  readonly isSuperadmin?: boolean;
}

const screen = (
  name: string,
  path: Screen["path"] | string,
  ready: string,
  options: Partial<Screen> = {},
): Screen => ({
  name,
  path: typeof path === "string" ? () => path : path,
  isReady: (page) => page.locator(ready).first().waitFor(),
  ...options,
});

/** Whose session shows the screen; null for nobody's. */
export function keyFor({ isSignedOut, isSuperadmin }: Screen, world: ConsoleWorld, superadminKey: string) {
  if (isSignedOut) return null;
  return isSuperadmin ? superadminKey : world.owner.key;
}

const number = ({ sales }: ConsoleWorld) => `/o/acme/numbers/${sales.id}`;

const account = ({ carrierAccount }: ConsoleWorld) => `/o/acme/carrier-accounts/${carrierAccount.id}`;

/** Every screen and dialog of the console. */
export const screens: readonly Screen[] = [
  screen("sign-in", "/sign-in", "input[type=password]", { isSignedOut: true }),
  screen("home", "/o/acme", ".event-list li"),
  screen("numbers", "/o/acme/numbers?state=assigned", ".grid-row .badge"),
  screen("numbers-empty", "/o/acme/numbers?q=nothing", ".empty-state"),
  screen("number", number, ".timeline-picture .interval"),
  screen("assign", (world) => `${number(world)}?dialog=assign`, ".modal form"),
  screen("edit-assignment", (world) => `${number(world)}?dialog=flags&holder=${world.ana.id}`, ".modal form"),
  screen("unassign", (world) => `${number(world)}?dialog=unassign&holder=${world.ana.id}`, ".modal form"),
  screen("transfer", (world) => `${number(world)}?dialog=transfer`, ".modal form"),
  screen("edit-number", (world) => `${number(world)}?dialog=edit`, ".modal form"),
  screen("release", ({ free }) => `/o/acme/numbers/${free.id}?dialog=release`, ".modal form"),
  screen("select", "/o/acme/numbers?state=assigned&selected=all", ".selection-actions"),
  screen("save-view", "/o/acme/numbers?state=assigned&dialog=save-view", ".modal form"),
  screen("bulk", "/o/acme/numbers?state=assigned&selected=all&dialog=reserve", ".modal form"),
  screen("plan", ({ plan }) => `/o/acme/plans/${plan.id}`, ".grid-row > :nth-child(2)"),
  screen("users", "/o/acme/users", ".grid-row a"),
  screen("user", ({ ana }) => `/o/acme/users/${ana.id}`, ".table td"),
  screen("offboarding", ({ ana }) => `/o/acme/users/${ana.id}/offboarding`, ".planned-numbers li"),
  screen("offboardings", "/o/acme/offboardings", ".table td"),
  screen("receipt", ({ offboarding }) => `/o/acme/offboardings/${offboarding.id}`, ".facts"),
  screen("who-answers", "/o/acme/who-answers?provider=twilio&to=%2B14165550102", ".call-path"),
  screen("events", "/o/acme/events?after=0", ".live-events li"),
  screen("keys", "/o/acme/keys", ".table td"),
  screen("create-key", "/o/acme/keys?dialog=create", ".modal form"),
  screen("rotate-key", ({ owner }) => `/o/acme/keys?dialog=rotate&key=${owner.keyId}`, ".modal form"),
  screen("revoke-key", ({ owner }) => `/o/acme/keys?dialog=revoke&key=${owner.keyId}`, ".modal form"),
  screen("webhooks", "/o/acme/webhooks", ".empty-state, .table td"),
  screen("webhook", ({ webhook }) => `/o/acme/webhooks/${webhook.id}`, ".table td"),
  screen("attempt", ({ webhook }) => `/o/acme/webhooks/${webhook.id}?attempt=1`, ".webhook-message"),
  screen("replay", ({ webhook }) => `/o/acme/webhooks/${webhook.id}?dialog=replay`, ".modal form"),
  screen("delete-webhook", ({ webhook }) => `/o/acme/webhooks/${webhook.id}?dialog=delete`, ".modal form"),
  screen("create-webhook", "/o/acme/webhooks?dialog=create", ".modal form"),
  screen("carrier-accounts", "/o/acme/carrier-accounts", ".table td"),
  screen("create-carrier-account", "/o/acme/carrier-accounts?dialog=create", ".modal form"),
  screen("carrier-account", account, ".setup-places"),
  screen("edit-carrier-account", (world) => `${account(world)}?dialog=edit`, ".modal form"),
  screen("carrier-policies", (world) => `${account(world)}?dialog=policies`, ".modal form"),
  screen("carrier-secrets", (world) => `${account(world)}?dialog=secrets`, ".modal form"),
  screen("delete-carrier-account", (world) => `${account(world)}?dialog=delete`, ".modal form"),
  screen("calls", "/o/acme/calls", ".grid-row > :nth-child(2)"),
  screen("calls-empty", "/o/acme/calls?number=%2B14165550199", ".empty-state"),
  screen(
    "comparison",
    ({ sync }) => `/o/acme/carrier-accounts/${sync.accountId}/syncs/${sync.id}`,
    ".grid-row > :nth-child(2)",
  ),
  screen("imports", "/o/acme/imports", ".table td"),
  screen("new-import", "/o/acme/imports/new?provider=twilio", ".import-options"),
  screen("import", ({ imported }) => `/o/acme/imports/${imported.id}`, ".grid-row > :nth-child(2)"),
  screen("settings", "/settings", ".facts"),
  screen("organizations", "/organizations", ".table td", { isSuperadmin: true }),
  screen("not-found", "/nowhere", ".empty-state"),
];
