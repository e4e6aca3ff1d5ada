import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { addCarrierAccount, publicUrl } from "../../helpers/carriers/carrier-account.ts";
import { formText, formType } from "../../helpers/carriers/webhook.ts";
import { sendRaw } from "../../helpers/raw.ts";
import { useTestContext } from "../../helpers/test-context.ts";

const context = useTestContext("sqlite");
const authToken = "plivo-token";

test("a nonce is accepted again with the same request only", async () => {
  const { app, acme } = context;
  const account = await addCarrierAccount(app, acme.id, {
    provider: "plivo",
    identifiers: { authId: "MA1" },
    secrets: { authToken },
  });
  const path = `/telephony/plivo/${account.id}/sms`;
  // Version 2 does not sign the body.
  const signature = createHmac("sha256", authToken).update(`${publicUrl}${path}n1`).digest("base64");
  const send = async (Text: string) => {
    const body = formText({ MessageUUID: "m1", From: "12125550123", To: "14165550102", Text, Type: "sms" });
    const headers = {
      "content-type": formType,
      "x-plivo-signature-v2": signature,
      "x-plivo-signature-v2-nonce": "n1",
    };
    return (await sendRaw(app.url, { method: "POST", path, headers, body })).status;
  };
  expect(await send("first")).toBe(200);
  expect(await send("first")).toBe(200);
  expect(await send("forged")).toBe(403);
});
