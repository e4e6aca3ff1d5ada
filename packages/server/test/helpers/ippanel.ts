import { expect } from "vitest";
import type { RunningApp } from "./app.ts";
import type { Answer, AskOptions } from "./ask.ts";
import { errorResponseSchemas } from "./error-responses.ts";
import { arrayOf, closedObject, schemaViolations } from "./json-schema.ts";

// https://docs.ippanel.com, "Unassign Number", "Assign Number", "Numbers"

const integer = { type: "integer" };
const flag = { enum: [0, 1] };
const done = closedObject({
  data: { type: "null" },
  meta: closedObject({
    status: { const: true },
    message: { type: "string" },
    message_parameters: { type: "array", maxItems: 0 },
    message_code: { const: "200-1" },
  }),
});
const number = closedObject({
  id: integer,
  number: { type: "string" },
  operator_id: { type: "integer", minimum: 1 },
  alias: { type: ["string", "null"] },
  gets: flag,
  is_66_char: flag,
});
const list = closedObject({
  data: arrayOf(number),
  meta: closedObject({
    current_page: integer,
    from: { type: ["integer", "null"] },
    last_page: integer,
    path: { type: "string" },
    per_page: integer,
    to: { type: ["integer", "null"] },
    total: integer,
    status: { const: true },
    message: { const: "Success" },
    message_code: { const: "200-1" },
  }),
});

export const persian = {
  done: "انجام شد",
  credentialWrong: "اطلاعات وارد شده صحیح نمی باشد",
  notAllowed: "شما به این بخش دسترسی ندارید",
  notFound: "یافت نشد",
  required: (name: string) => `تکمیل گزینه ${name} الزامی است`,
  exists: (name: string) => `گزینه انتخاب شده ${name} صحیح نمی باشد`,
  integer: (name: string) => `گزینه ${name} باید از نوع عددی باشد`,
  string: (name: string) => `گزینه ${name} باید تنها شامل حروف باشد`,
  boolean: (name: string) => `گزینه ${name} تنها می تواند صحیح یا غلط باشد`,
  more: (count: number) => ` (و ${count} خطای دیگر)`,
};

/** The exact envelope of an error. */
export const failure = (message: string, code: string, errors: Record<string, string> = {}): string =>
  JSON.stringify({
    data: null,
    meta: {
      status: false,
      message,
      message_parameters: [],
      message_code: code,
      errors: Object.fromEntries(Object.entries(errors).map(([name, text]) => [name, [text]])),
    },
  });

/** A 422: `message` is the first field's message. */
export function invalid(errors: Record<string, string>): string {
  const [first = "", ...others] = Object.values(errors);
  return failure(first + (others.length > 0 ? persian.more(others.length) : ""), "400-2", errors);
}

/** IPPanel's three operations; every response is validated against the vendor's envelope for its status. */
export function ippanelClient({ ask }: RunningApp, key: string) {
  const asks = async (request: string, success: object, options: AskOptions): Promise<Answer> => {
    const answer = await ask(request, { key, ...options });
    const schema = answer.status === 200 ? success : errorResponseSchemas.ippanel;
    expect(schemaViolations(schema, answer.json), answer.text).toEqual([]);
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    return answer;
  };
  return {
    unassign: (body: unknown, options: AskOptions = {}) =>
      asks("POST /v1/api/numbers/unassign", done, { body, ...options }),
    assign: (body: unknown, options: AskOptions = {}) =>
      asks("POST /v1/api/numbers/assign", done, { body, ...options }),
    list: (query = "", options: AskOptions = {}) => asks(`GET /v1/api/number/numbers${query}`, list, options),
  };
}
