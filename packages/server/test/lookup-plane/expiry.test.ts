import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { createAuthentication } from "../../src/http/mounting/credentials.ts";
import { jwtAudience, jwtIssuer, jwtSecret } from "../helpers/app.ts";
import { useTestContext } from "../helpers/test-context.ts";
import { testStart } from "../helpers/time.ts";
import { signToken } from "../helpers/tokens.ts";

const context = useTestContext("sqlite");

describe("a lookup thread may use a caller no longer than until the expiry of", () => {
  /** For how long, in milliseconds: a minute before the expiry, and 5 ms before it. */
  async function usableBefore(credential: string, expiresAt: number): Promise<[early: number, late: number]> {
    const { clock, installation } = context.app;
    const jwt = { secret: jwtSecret, issuer: jwtIssuer, audience: jwtAudience };
    const authentication = createAuthentication(
      installation,
      jwt,
      () => clock.now,
      pino({ level: "silent" }),
    );
    const usableAt = async (at: number) => {
      clock.now = at;
      await authentication.authenticate(credential, { call: { dialect: "native", requestId: "expiry" } });
      return authentication.usableForMs(credential);
    };
    return [await usableAt(expiresAt - 60_000), await usableAt(expiresAt - 5)];
  }

  test("an API key", async () => {
    const expiresAt = testStart + 3_600_000;
    const { json } = await context.platform.post("/api-keys", {
      user: context.acme.admin.id,
      name: "short",
      expiresAt: new Date(expiresAt).toISOString(),
    });
    const [early, late] = await usableBefore(json.key, expiresAt);
    expect(early).toBeGreaterThan(5);
    expect(late).toBeLessThanOrEqual(5);
  });

  test("a JWT", async () => {
    const expiresAt = testStart + 600_000;
    const token = await signToken(context.acme.admin.id, { exp: expiresAt / 1000 });
    const [early, late] = await usableBefore(token, expiresAt);
    expect(early).toBeGreaterThan(5);
    expect(late).toBeLessThanOrEqual(5);
  });
});
