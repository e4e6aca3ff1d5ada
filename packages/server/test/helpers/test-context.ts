import { beforeEach } from "vitest";
import { type RunningApp, type TestAppOptions, useApp } from "./app.ts";
import type { EngineName } from "./engines.ts";
import { nativeClient } from "./native.ts";
import { testStart } from "./time.ts";
import { makeOrganization, type Organization, type Person } from "./world.ts";

export type Native = ReturnType<typeof nativeClient>;

/** One app for a file or `describe` block; a new organization, and the clock at `testStart`, for every test. */
export interface TestContext {
  app: RunningApp;
  acme: Organization;
  /** The native dialect with the key of acme's admin. */
  admin: Native;
  /** The native dialect with the superadmin's key. */
  platform: Native;
  /** The number of the test, for lines and names that no other test of the file uses. */
  count: number;
}

export function useTestContext(
  engine: EngineName,
  options: Omit<TestAppOptions, "engine"> = {},
): TestContext {
  const context = { count: 0, app: useApp({ engine, ...options }) } as TestContext;
  beforeEach(async () => {
    const { app } = context;
    context.count += 1;
    app.clock.now = testStart;
    const digits = String(context.count).padStart(2, "0");
    context.acme = await makeOrganization(app.ask, `acme${context.count}`, digits);
    context.admin = nativeClient(app, context.acme.id, context.acme.admin.key);
    context.platform = nativeClient(app, context.acme.id);
  });
  return context;
}

export const holderPath = (number: { id: string }, user: { id: string }): string =>
  `/numbers/${number.id}/holders/${user.id}`;

/** The id of the number's inbound holder. */
export async function inboundHolder(
  { admin }: TestContext,
  number: { id: string },
): Promise<string | undefined> {
  const { json } = await admin.get(`/assignments?number=${number.id}`);
  return json.items.find((it: { isInboundEnabled: boolean }) => it.isInboundEnabled)?.userId;
}

/** The `seq` of the organization's last event. */
export const lastSeq = async ({ admin }: TestContext): Promise<number> =>
  (await admin.get("/events?limit=1")).json.head;

export const asUser = ({ app, acme }: TestContext, user: Person): Native =>
  nativeClient(app, acme.id, user.key);
