import type { Answer } from "../../helpers/app.ts";
import { arrayOf, closedObject, schemaViolations } from "../../helpers/json-schema.ts";

// Schemas of the vendor's OpenAPI document, with no additional fields:
// https://telnyx-openapi-ng.s3.us-east-1.amazonaws.com/account-billing/managed-accounts.yml

const instant = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$" };
const count = { type: "integer", minimum: 0 };

const user = closedObject(
  {
    id: { type: "string" },
    record_type: { enum: ["organization_owner", "organization_sub_user"] },
    email: { type: "string", pattern: "@" },
    user_status: { enum: ["enabled", "disabled", "blocked"] },
    organization_user_bypasses_sso: { type: "boolean" },
    created_at: instant,
    last_sign_in_at: { anyOf: [instant, { type: "null" }] },
    groups: { type: "array", items: closedObject({ id: { type: "string" }, name: { type: "string" } }) },
  },
  ["groups"],
);

const schemas = {
  list: closedObject({
    data: arrayOf(user),
    meta: closedObject({ total_pages: count, total_results: count, page_number: count, page_size: count }),
  }),
  one: closedObject({ data: user }),
  report: closedObject({
    data: { type: "array", items: { ...user, required: [...user.required, "groups"] } },
  }),
  refusal: closedObject({
    errors: {
      type: "array",
      minItems: 1,
      items: closedObject(
        {
          code: { type: "string" },
          title: { type: "string" },
          detail: { type: "string" },
          source: closedObject({ pointer: { type: "string" } }),
          meta: closedObject({ url: { type: "string" } }),
        },
        ["source", "meta"],
      ),
    },
  }),
};

/** Violations of the vendor's document in a response. */
export function vendorViolations(kind: keyof typeof schemas, { headers, json }: Answer): string[] {
  const type = headers.get("content-type");
  return [
    ...(type === "application/json; charset=utf-8" ? [] : [`content-type is ${type}`]),
    ...schemaViolations(schemas[kind], json),
  ];
}

const url = "https://developers.telnyx.com/docs/overview/errors";

/** The exact text of an error, its keys in the vendor's order. */
export const refusal = {
  badRequest: (detail: string, pointer = "/") =>
    `{"errors":[{"code":"10015","title":"Bad Request","detail":${JSON.stringify(detail)},"source":{"pointer":"${pointer}"},"meta":{"url":"${url}/10015"}}]}`,
  unauthenticated: `{"errors":[{"code":"10009","title":"Authentication failed","detail":"Could not understand the provided credentials.","meta":{"url":"${url}/10009"}}]}`,
  notAuthorized: (detail = "You are not authorized to access the requested resource.") =>
    `{"errors":[{"code":"10010","title":"Not authorized","detail":${JSON.stringify(detail)},"source":{"pointer":"/"},"meta":{"url":"${url}/10010"}}]}`,
  notFound: `{"errors":[{"code":"10005","title":"Resource not found","detail":"The requested resource or URL could not be found.","source":{"pointer":"/"},"meta":{"url":"${url}/10005"}}]}`,
  tooManyRequests:
    '{"errors":[{"code":"10011","title":"Too many requests","detail":"You have exceeded the maximum number of allowed requests."}]}',
  broken: (detail: string) =>
    `{"errors":[{"code":"10007","title":"Unexpected error","detail":${JSON.stringify(detail)}}]}`,
};
