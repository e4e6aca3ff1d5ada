import { afterAll, beforeAll, beforeEach } from "vitest";
import { type RunningApp, startApp } from "./app.ts";
import type { EngineName } from "./engines.ts";
import { nativeOf } from "./native.ts";
import { makeOrganization, type Organization, type Person } from "./world.ts";

export type Native = ReturnType<typeof nativeOf>;

/** One server a file and engine, and for every test an organization of its own at the same hour. */
export interface TestContext {
  app: RunningApp;
  acme: Organization;
  /** The native dialect as acme's admin. */
  admin: Native;
  platform: Native;
  /** What makes lines and names of this test unlike those of the others. */
  count: number;
}

export const hour = 60 * 60 * 1000;
export const day = 24 * hour;
export const start = Date.UTC(2026, 2, 3, 14);
export const iso = (moment: number): string => new Date(moment).toISOString();

export function useTestContext(engine: EngineName): TestContext {
  const scene = { count: 0 } as TestContext;
  beforeAll(async () => {
    scene.app = await startApp({}, engine);
  });
  beforeEach(async () => {
    scene.count += 1;
    scene.app.clock.now = start;
    scene.acme = await makeOrganization(
      scene.app.ask,
      `acme${scene.count}`,
      String(scene.count).padStart(2, "0"),
    );
    scene.admin = nativeOf(scene.app, scene.acme.id, scene.acme.admin.key);
    scene.platform = nativeOf(scene.app, scene.acme.id);
  });
  afterAll(() => scene.app.close());
  return scene;
}

export const holder = (number: { id: string }, user: { id: string }): string =>
  `/numbers/${number.id}/holders/${user.id}`;

/** Who receives on the number now. */
export async function inboundHolder(
  { admin }: TestContext,
  number: { id: string },
): Promise<string | undefined> {
  const { json } = await admin.get(`/assignments?number=${number.id}`);
  return json.items.find((it: { isInboundEnabled: boolean }) => it.isInboundEnabled)?.userId;
}

/** The number of the organization's last event. */
export const headOf = async ({ admin }: TestContext): Promise<number> =>
  (await admin.get("/events?limit=1")).json.head;

export const asUser = ({ app, acme }: TestContext, user: Person): Native => nativeOf(app, acme.id, user.key);
