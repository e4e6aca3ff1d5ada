import { superadminKey } from "../helpers/app.ts";
import type { Pool } from "./arbitraries.ts";
import type { GeneratedRequest } from "./requests.ts";

const common = { key: superadminKey, headers: {}, waitMs: 1 };

/** Every sequence starts with these: two organizations, the first with a group, users and assignments. */
export const setup: readonly GeneratedRequest[] = [
  organization("one"),
  organization("two"),
  create("/0/api-keys", { userId: "«user:0»", name: "owner's" }, "apiKey"),
  create("/1/api-keys", { userId: "«user:1»", name: "owner's" }, "apiKey"),
  create("/0/users", { email: "ann@x.example", name: "Ann", username: "ann" }, "user"),
  create("/0/users", { email: "bob@x.example", name: "Bob", role: "admin" }, "user"),
  create("/0/api-keys", { userId: "«user:2»", name: "Ann's" }, "apiKey"),
  create("/0/numbers", { provider: "twilio", line: "+«digits:0»" }, "number"),
  create("/0/numbers", { provider: "twilio", line: "+«digits:1»", alias: "Support" }, "number"),
  create("/0/numbers", { provider: "ippanel", line: "+«digits:2»" }, "number"),
  create("/0/groups", { name: "Sales" }, "group"),
  put("groups/«group:0»/members/«user:2»"),
  put("groups/«group:0»/members/«user:3»"),
  put("numbers/«number:0»/holders/«user:2»", { isDefault: true }),
  put("numbers/«number:0»/holders/«user:3»", { isInboundEnabled: false }),
  put("numbers/«number:1»/holders/«user:3»", { isDefault: true, label: "Desk" }),
];

function organization(name: string): GeneratedRequest {
  const owner = { email: `owner@${name}.example`, name: `Owner of ${name}` };
  return post("/registry/v1/organizations", { name, owner }, "org");
}

function create(path: string, body: object, creates: Pool): GeneratedRequest {
  const [, index, rest] = path.split("/");
  return post(`/registry/v1/organizations/«org:${index}»/${rest}`, body, creates);
}

function post(path: string, body: object, creates: Pool): GeneratedRequest {
  return { ...common, request: `POST ${path}`, body, creates };
}

function put(rest: string, body?: object): GeneratedRequest {
  const request = `PUT /registry/v1/organizations/«org:0»/${rest}`;
  return { ...common, request, ...(body && { body }) };
}
