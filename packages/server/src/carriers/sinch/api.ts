import type { CarrierAccess } from "../../core/telephony/carrier-client.ts";
import {
  apiBase,
  basicAuthorization,
  credential,
  formOf,
  incomplete,
  type JsonObject,
  requestJson,
  textOf,
} from "../contract/carrier-api.ts";
import { sinchSignature } from "./signed-request.ts";

/**
 * The hosts of Sinch's APIs. An account's own base replaces those of numbers and voice; a regional host of the SMS API does
 * not have them.
 */
const baseOf = (access: CarrierAccess, usual: string): string => {
  const base = apiBase(access, usual);
  return /\.sms\.api\.sinch\.com$/.test(new URL(base).hostname) ? usual : base;
};

/** Gets a token of the project's access key: https://developers.sinch.com/docs/numbers/api-reference/authentication/oauth/ */
export async function projectHeaders(access: CarrierAccess): Promise<Readonly<Record<string, string>>> {
  const { contentType, body } = formOf({ grant_type: "client_credentials" });
  const response = await requestJson(access, {
    ...{ method: "POST", url: `${baseOf(access, "https://auth.sinch.com")}/oauth2/token`, body },
    headers: {
      authorization: basicAuthorization(credential(access, "keyId"), credential(access, "keySecret")),
      "content-type": contentType,
    },
  });
  const token = textOf(response.access_token);
  if (token === undefined) throw incomplete("Sinch returned no access token.");
  return { authorization: `Bearer ${token}` };
}

export const projectUrl = (access: CarrierAccess): string =>
  `${baseOf(access, "https://numbers.api.sinch.com")}/v1/projects/${encodeURIComponent(credential(access, "projectId"))}`;

/** Sends a signed request about the callbacks of the account's voice application. */
export function requestCallbacks(
  access: CarrierAccess,
  method: "GET" | "POST",
  content?: object,
): Promise<JsonObject> {
  const key = credential(access, "applicationKey");
  const path = `/v1/configuration/callbacks/applications/${encodeURIComponent(key)}`;
  const body = content === undefined ? undefined : JSON.stringify(content);
  const contentType = body === undefined ? "" : "application/json";
  const timestamp = new Date().toISOString();
  const signature = sinchSignature(
    { method, path, contentType, timestamp, body: body ?? "" },
    credential(access, "applicationSecret"),
  );
  return requestJson(access, {
    ...{ method, url: baseOf(access, "https://callingapi.sinch.com") + path },
    headers: {
      authorization: `application ${key}:${signature}`,
      "x-timestamp": timestamp,
      ...(body !== undefined && { "content-type": contentType }),
    },
    ...(body !== undefined && { body }),
  });
}
