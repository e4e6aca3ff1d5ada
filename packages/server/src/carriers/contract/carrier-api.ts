import {
  type CarrierAccess,
  CarrierFailure,
  type CarrierHttpRequest,
  type CarrierHttpResponse,
} from "../../core/telephony/carrier-client.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** The base of a carrier's API: that of the account, where it has one. */
export const apiBase = ({ account }: CarrierAccess, usual: string): string => account.apiUrl ?? usual;

/** A credential of the account. Throws `unauthorized` when it is not set. */
export function credential({ credentials }: CarrierAccess, name: string): string {
  const value = credentials[name];
  if (value) return value;
  throw new CarrierFailure("unauthorized", `The account has no ${name}.`);
}

export const basicAuthorization = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** Sends the request and returns the text of a 2xx response. Throws `CarrierFailure` for another one. */
export async function requestText({ http }: CarrierAccess, request: CarrierHttpRequest): Promise<string> {
  const response = await http.send(request);
  if (response.status >= 200 && response.status < 300) return response.text;
  throw failureOf(response);
}

/** Like `requestText`, for a response that is a JSON object. */
export async function requestJson(access: CarrierAccess, request: CarrierHttpRequest): Promise<JsonObject> {
  return parseObject(await requestText(access, request));
}

function parseObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {}
  throw incomplete("The carrier's response is not a JSON object.");
}

export const incomplete = (message: string): CarrierFailure => new CarrierFailure("incomplete", message);

const refusalReasons: Readonly<Record<number, CarrierFailure["reason"]>> = {
  401: "unauthorized",
  403: "unauthorized",
  429: "limited",
};

function failureOf({ status, text }: CarrierHttpResponse): CarrierFailure {
  const reason = refusalReasons[status] ?? (status >= 500 ? "unreachable" : "refused");
  const code = codeOf(text);
  return new CarrierFailure(
    reason,
    `The carrier answered ${status}${code === undefined ? "" : ` with code ${code}`}.`,
  );
}

/** The code of an error in the forms of the carriers. Their sentences can contain numbers, and are not repeated. */
const codeOf = (text: string): string | undefined =>
  /["<](?:code|error-code|ErrorCode|error_code|status_code)(?:"\s*:\s*"?|>)([\w-]{1,24})/.exec(text)?.[1];

/** The rows of a list; none when the member is missing. Throws `incomplete` when it is no list. */
export function rowsOf(value: unknown): readonly JsonObject[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value as readonly JsonObject[];
  throw incomplete("The carrier's response has no list where one was expected.");
}

export const objectOf = (value: unknown): JsonObject =>
  typeof value === "object" && value !== null ? (value as JsonObject) : {};

/** A text or a number as a text; undefined when it is missing, empty or something else. */
export const textOf = (value: unknown): string | undefined =>
  (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : undefined;

/** The body and the header of a form. */
export const formOf = (fields: Readonly<Record<string, string>>) => ({
  contentType: "application/x-www-form-urlencoded",
  body: new URLSearchParams(fields).toString(),
});

/** Undefined for another word: then the method cannot be compared. */
export function methodOf(value: unknown): "GET" | "POST" | undefined {
  const method = textOf(value)?.toUpperCase();
  return method === "GET" || method === "POST" ? method : undefined;
}
