import { describe, expect, test } from "vitest";
import { firstSignInLink } from "../src/sign-in-link.ts";
import { startApp } from "./helpers/app.ts";
import { createBrowser, signIn } from "./helpers/browser.ts";
import { engineNames, makeDatabase } from "./helpers/engines.ts";
import { startCluster } from "./helpers/instances.ts";

const sessions = "POST /registry/v1/sessions";
const exchange = async (app: Parameters<typeof createBrowser>[0], key: string) => {
  const { status, json } = await createBrowser(app).ask(sessions, { key });
  return status === 201 ? status : [status, json.code];
};
const used = [401, "sign_in_link_used"];

describe.each(engineNames)("on %s", (engine) => {
  test("a one-time link signs the superadmin in once, and permits nothing else", async () => {
    const app = await startApp({ engine });
    try {
      const secret = await app.installation.createSignInLink(app.superadmin.userId);
      for (const request of [
        "GET /registry/v1/me",
        "GET /registry/v1/organizations",
        "GET /registry/v1/sessions",
      ])
        expect((await app.ask(request, { key: secret })).status).toBe(403);
      const browser = await signIn(app, secret);
      const { json } = await browser.ask("GET /registry/v1/me");
      expect(json).toMatchObject({ user: { role: "superadmin" }, apiKey: null, session: { keyId: null } });
      expect(await exchange(app, secret)).toEqual(used);
      expect((await browser.ask("GET /registry/v1/sessions")).json.items).toMatchObject([{ method: "link" }]);
    } finally {
      await app.close();
    }
  });

  test("a one-time link ends after ten minutes and with the next start", async () => {
    const { database, drop } = await makeDatabase(engine);
    const app = await startApp({ database });
    const [first, second] = [
      await app.installation.createSignInLink(app.superadmin.userId),
      await app.installation.createSignInLink(app.superadmin.userId),
    ];
    app.clock.now += 10 * 60_000;
    expect(await exchange(app, first)).toEqual(used);
    await app.close();
    const again = await startApp({ database });
    expect(await exchange(again, second)).toEqual(used);
    await again.close();
    await drop();
  });
});

test("of many exchanges in two processes exactly one gets a session", async () => {
  const cluster = await startCluster("postgres", 2);
  try {
    const { installation, superadmin } = cluster.at(0);
    const secret = await installation.createSignInLink(superadmin.userId);
    const attempts = Array.from({ length: 8 }, (_, index) => exchange(cluster.at(index), secret));
    const results = await Promise.all(attempts);
    expect(results.filter((result) => result === 201)).toHaveLength(1);
    expect(results.filter((result) => result !== 201)).toEqual(Array.from({ length: 7 }, () => used));
  } finally {
    await cluster.close();
  }
});

describe("the first start", () => {
  const local = { hasConsole: true, host: "127.0.0.1", publicUrl: undefined };
  const address = "http://127.0.0.1:2212";
  const linkWith = async (config: Partial<Parameters<typeof firstSignInLink>[1]>, settings = {}) => {
    const app = await startApp({ settings: { WHOSELINE_SUPERADMIN_KEY: "", ...settings } });
    try {
      return (await firstSignInLink(app, { ...local, ...config }, address))?.replace(/wo_\w{50}$/, "…");
    } finally {
      await app.close();
    }
  };

  test.each([
    [{}, "http://127.0.0.1:2212/console/#once=…"],
    [{ host: "localhost" }, "http://127.0.0.1:2212/console/#once=…"],
    [{ host: "::1" }, "http://127.0.0.1:2212/console/#once=…"],
    [{ host: "0.0.0.0", publicUrl: "https://lines.example" }, "https://lines.example/console/#once=…"],
    [{ host: "0.0.0.0" }, undefined],
    [{ publicUrl: "http://lines.example" }, undefined],
    [{ hasConsole: false }, undefined],
  ])("with %j makes the link %s", async (config, link) => {
    expect(await linkWith(config)).toBe(link);
  });

  test("with a configured key makes no link", async () => {
    expect(await linkWith({}, { WHOSELINE_SUPERADMIN_KEY: "AKeyOfTheOperator-123456" })).toBeUndefined();
  });
});
