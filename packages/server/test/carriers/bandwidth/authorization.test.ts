import fc from "fast-check";
import { expect, test } from "vitest";
import { verifyBandwidth } from "../../../src/carriers/bandwidth/authorization.ts";
import { webhook } from "../../helpers/carriers/webhook.ts";

const url = "https://edge.example.com/telephony/bandwidth/5f7b1c2e8a1d4e0012c3b4a5/voice";
const account = { webhookUser: "bandwidth", webhookPassword: "pass:word é" };
const basic = (text: string, scheme = "Basic") => `${scheme} ${Buffer.from(text).toString("base64")}`;
const verify = (authorization: string | undefined, ...credentials: readonly Record<string, string>[]) =>
  verifyBandwidth(webhook({ url, json: {}, ...(authorization && { headers: { authorization } }) }), {
    credentials,
    now: 0,
  });

test.each(["Basic", "basic", "BASIC"])("accepts the user name and password with %s", (scheme) => {
  expect(verify(basic("bandwidth:pass:word é", scheme), account)).toEqual({ isValid: true });
});

test("accepts the former password during a rotation", () => {
  const authorization = basic("bandwidth:pass:word é");
  expect(verify(authorization, { ...account, webhookPassword: "new" }, account)).toEqual({ isValid: true });
  expect(verify(authorization, { ...account, webhookPassword: "new" })).toEqual({
    isValid: false,
    reason: "wrong",
  });
});

test.each([
  "bandwidth",
  "bandwidth:",
  ":pass:word é",
  "bandwidth:pass:word é ",
  "Bandwidth:pass:word é",
  "x",
])("refuses %j", (text) => {
  expect(verify(basic(text), account)).toEqual({ isValid: false, reason: "wrong" });
});

test.each([undefined, "", "Bearer x", "Basic", "Basic ", "Basic !", "bandwidth:pass:word é"])(
  "counts %j as unsigned",
  (authorization) => {
    expect(verify(authorization, account)).toEqual({ isValid: false, reason: "unsigned" });
  },
);

test.each([[{}], [{ webhookUser: "bandwidth" }], [{ webhookUser: "", webhookPassword: "" }]])(
  "is unconfigured with %j",
  (credentials) => {
    expect(verify(basic(":"), credentials as Record<string, string>)).toEqual({
      isValid: false,
      reason: "unconfigured",
    });
  },
);

test("accepts what is configured and nothing else", () => {
  const names = fc.string({ unit: "grapheme", minLength: 1 }).filter((name) => !name.includes(":"));
  const passwords = fc.string({ unit: "grapheme", minLength: 1 });
  fc.assert(
    fc.property(names, passwords, names, passwords, (webhookUser, webhookPassword, user, password) => {
      expect(
        verify(basic(`${webhookUser}:${webhookPassword}`), { webhookUser, webhookPassword }).isValid,
      ).toBe(true);
      const isSame = user === webhookUser && password === webhookPassword;
      expect(verify(basic(`${user}:${password}`), { webhookUser, webhookPassword }).isValid).toBe(isSame);
    }),
  );
});
