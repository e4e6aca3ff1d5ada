import { expect } from "vitest";
import type { RunningApp } from "./app.ts";
import type { Answer } from "./ask.ts";
import { errorResponseSchemas } from "./error-responses.ts";
import { arrayOf, closedObject, schemaViolations } from "./json-schema.ts";
import type { World } from "./world.ts";

// https://docs.tetherai.ca, api-reference/openapi.yaml: its schemas, with no additional fields.

const assignment = closedObject(
  {
    userId: { type: "string", pattern: "^[0-9a-f]{24}$" },
    userName: { type: "string", minLength: 1 },
    userEmail: { type: "string", format: "email" },
    provider: { enum: ["twilio", "sinch", "textgrid"] },
    phoneNumber: { type: "string", pattern: "^\\+[1-9][0-9]{6,14}$" },
    isDefault: { type: "boolean" },
    isInboundEnabled: { type: "boolean" },
    label: { type: "string", minLength: 1 },
  },
  ["label"],
);
/** OrgPhoneNumberAssignmentsResponse, with our `nextCursor`. */
export const assignmentsSchema = closedObject(
  { assignments: arrayOf(assignment), nextCursor: { type: "string", minLength: 1 } },
  ["nextCursor"],
);
/** OrgPhoneNumberMutationResponse */
export const mutationSchema = closedObject({
  success: { const: true },
  message: { type: "string", minLength: 1 },
});

type Body = Record<string, unknown>;
interface Options {
  readonly organization?: string;
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
}

/** Tether's three operations; every response is validated against the vendor's schema for its status. */
export function tetherClient({ ask }: RunningApp, { acme }: World) {
  const at = (organization: string = acme.id) => `/api/organizations/${organization}/phone-numbers`;
  return {
    at,
    list: async (query = "", { organization, ...options }: Options = {}) =>
      checked(await ask(`GET ${at(organization)}${query}`, options), assignmentsSchema),
    assign: async (body: unknown, { organization, ...options }: Options = {}) =>
      checked(await ask(`POST ${at(organization)}`, { body, ...options }), mutationSchema),
    remove: async (user: string, provider: string, { organization, ...options }: Options = {}) =>
      checked(await ask(`DELETE ${at(organization)}/${user}/${provider}`, options), mutationSchema),
  };
}

function checked(answer: Answer, success: object): Answer {
  const schema = answer.status === 200 ? success : errorResponseSchemas.tether;
  expect(schemaViolations(schema, answer.json), answer.text).toEqual([]);
  expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
  return answer;
}

/** A body with the three fields that Tether requires. */
export const assignBody = (user: { id: string }, phoneNumber: string, more: Body = {}): Body => ({
  targetUserId: user.id,
  provider: "twilio",
  phoneNumber,
  ...more,
});
