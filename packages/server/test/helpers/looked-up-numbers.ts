import { expect } from "vitest";
import { holderPath, type TestContext } from "./test-context.ts";

/** Assigns two numbers of acme to its member, who has two endpoints: one number receives calls, the other does not. */
export async function assignLookedUpNumbers({ acme, admin }: TestContext): Promise<void> {
  const endpoints = ["sip:mona@acme.example", "client:mona"];
  const responses = [
    await admin.put(holderPath(acme.twilio, acme.member), {}),
    await admin.put(holderPath(acme.ippanel, acme.member), { isInboundEnabled: false }),
    await admin.put(`/users/${acme.member.id}/endpoints`, { endpoints }),
  ];
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
}
