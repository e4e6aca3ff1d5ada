import { expect, inject, test } from "vitest";
import type { VoiceDoor } from "../../../src/carriers/contract/carrier-door.ts";
import { carrierDoors } from "../../../src/carriers/doors.ts";
import type { CallEvent } from "../../../src/core/telephony/call.ts";
import { addCarrierAccount } from "../../helpers/carriers/carrier-account.ts";
import { useTestContext } from "../../helpers/test-context.ts";

const context = useTestContext(inject("engine"));
const call = { id: "CA1", to: "+14165550101", from: "+14165550100", isWithheld: false };

const stepAfter = async (event: Exclude<CallEvent, { kind: "status" }>) => {
  const { app, acme } = context;
  await app.installation.routeIndexSync.built;
  const account = await addCarrierAccount(app, acme.id, {
    unanswered: { action: "forward", forwardTo: "+14165550177", texts: {} },
  });
  const capabilities = carrierDoors.twilio.voice as VoiceDoor;
  return app.installation.telephony.undecided({ account, capabilities, event, stage: 0 }).step;
};

test("a call that cannot be decided is forwarded by an account with this policy", async () => {
  expect(await stepAfter({ kind: "incoming", call })).toMatchObject({
    kind: "forward",
    line: "+14165550177",
  });
});

test("a caller who has left a message is called nowhere", async () => {
  expect(await stepAfter({ kind: "recorded", call, url: "https://carrier.example/1", seconds: 3 })).toEqual({
    kind: "hangUp",
  });
});
