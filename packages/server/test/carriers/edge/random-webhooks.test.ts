import { createHmac } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import { TelephonyEdge } from "../../../src/carriers/edge/telephony-edge.ts";
import type { VoiceUrl } from "../../../src/carriers/edge/webhook.ts";
import { useApp } from "../../helpers/app.ts";
import { addCarrierAccount, publicUrl, twilioCredentials } from "../../helpers/carriers/carrier-account.ts";
import { violations } from "../../helpers/carriers/documents.ts";
import { twimlRules } from "../../helpers/carriers/twiml-rules.ts";
import { formType } from "../../helpers/carriers/webhook.ts";
import { times } from "../../helpers/depth.ts";
import { createRandom, type Random } from "../../helpers/random.ts";
import { makeOrganization, type Organization } from "../../helpers/world.ts";

const app = useApp({ engine: inject("engine") });
let acme: Organization;
let account: string;
const failures: unknown[] = [];
beforeAll(async () => {
  await app.installation.routeIndexSync.built;
  acme = await makeOrganization(app.ask, "acme", "1");
  const at = `/registry/v1/organizations/${acme.id}`;
  await app.ask(`PUT ${at}/numbers/${acme.twilio.id}/holders/${acme.member.id}`, { body: {} });
  const endpoints = ["client:mona", "sip:a&b'(c)@pbx.example", "tel:+14165550177"];
  await app.ask(`PUT ${at}/users/${acme.member.id}/endpoints`, { body: { endpoints } });
  account = (await addCarrierAccount(app, acme.id, { unanswered: { action: "voicemail" } })).id;
});

const names = ["CallSid", "From", "To", "CallStatus", "DialCallStatus", "RecordingUrl", "RecordingDuration"];
const oddNames = ["__proto__", "constructor", "toString", "", "%00", "To", "AccountSid", "<a>"];
const values = [
  ...[
    "",
    "+12125550123",
    "client:mona",
    "anonymous",
    "+266696687",
    "sip:a@b",
    "completed",
    "busy",
    "no-answer",
  ],
  ...[
    "\u0000",
    "\ud800",
    '"/><Hangup/>',
    "]]>",
    "&amp;",
    "\r\nx: y",
    "{{x}}",
    "-1",
    "1e999",
    "x".repeat(5000),
  ],
];
const urls: readonly VoiceUrl[] = [
  { path: "voice", stage: 0 },
  { path: "next", stage: 1 },
  { path: "next", stage: 99 },
  { path: "next", stage: "tried" },
  { path: "next", stage: "forwarded" },
  { path: "recorded", stage: 0 },
  { path: "status", stage: 0 },
];

/** A signed webhook about a call, whose body is a form of random fields, or of random bytes. */
function randomWebhook({ below: random, pick }: Random, target: string) {
  const fields = Array.from({ length: random(9) }, () => [
    pick(random(4) === 0 ? oddNames : names),
    random(3) === 0 ? acme.twilio.line : pick(values),
  ]);
  const form = new URLSearchParams(fields as [string, string][]);
  const isSigned = random(8) > 0;
  const sorted = new Map<string, string[]>();
  for (const [name, value] of form) sorted.set(name, [...(sorted.get(name) ?? []), value]);
  const text = [...sorted.keys()]
    .sort()
    .map((name) =>
      [...new Set(sorted.get(name))]
        .sort()
        .map((value) => name + value)
        .join(""),
    )
    .join("");
  const signature = createHmac("sha1", twilioCredentials.authToken)
    .update(publicUrl + target + text)
    .digest("base64");
  const headers = { "content-type": formType, "x-twilio-signature": isSigned ? signature : pick(values) };
  return { method: "POST", target, headers, body: Buffer.from(form.toString()) } as const;
}

test("random webhooks about calls get a document or are refused, and never a 5xx", async () => {
  const edge = new TelephonyEdge({
    telephony: app.installation.telephony,
    onError: (error) => failures.push(error),
  });
  const seed = Date.now();
  const random = createRandom(seed);
  const statuses = new Map<number, number>();
  const documents = new Set<string>();
  const count = times(15_000, 1_000_000);
  for (let index = 0; index < count; index++) {
    const url = random.pick(urls);
    const received = randomWebhook(random, `/telephony/twilio/${account}/voice`);
    const { status, body } = await edge.answer({ provider: "twilio", account }, url, received);
    if (status !== 200 && status !== 403)
      throw new Error(
        `${status} with the seed ${seed} for ${JSON.stringify(url)} ${received.body.toString()}`,
      );
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 200 && documents.size < 2000) documents.add(body);
  }
  expect(failures).toEqual([]);
  expect(statuses.get(200)).toBeGreaterThan(count / 2);
  expect(statuses.get(403)).toBeGreaterThan(0);
  for (const document of documents) expect(violations(document, twimlRules), document).toEqual([]);
});
