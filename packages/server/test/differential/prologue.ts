import { superadminKey } from "../helpers/app.ts";
import type { Command } from "./command.ts";
import type { Pool } from "./values.ts";

const usual = { key: superadminKey, headers: {}, wait: 1 };

/** Two organizations, the first with users in a group who hold numbers: where every run begins. */
export const prologue: readonly Command[] = [
  organization("one"),
  organization("two"),
  make("/0/api-keys", { userId: "«user:0»", name: "owner's" }, "apiKey"),
  make("/1/api-keys", { userId: "«user:1»", name: "owner's" }, "apiKey"),
  make("/0/users", { email: "ann@x.example", name: "Ann", username: "ann" }, "user"),
  make("/0/users", { email: "bob@x.example", name: "Bob", role: "admin" }, "user"),
  make("/0/api-keys", { userId: "«user:2»", name: "Ann's" }, "apiKey"),
  make("/0/numbers", { provider: "twilio", line: "+«digits:0»" }, "number"),
  make("/0/numbers", { provider: "twilio", line: "+«digits:1»", alias: "Support" }, "number"),
  make("/0/numbers", { provider: "ippanel", line: "+«digits:2»" }, "number"),
  make("/0/groups", { name: "Sales" }, "group"),
  put("groups/«group:0»/members/«user:2»"),
  put("groups/«group:0»/members/«user:3»"),
  put("numbers/«number:0»/holders/«user:2»", { isDefault: true }),
  put("numbers/«number:0»/holders/«user:3»", { isInboundEnabled: false }),
  put("numbers/«number:1»/holders/«user:3»", { isDefault: true, label: "Desk" }),
];

function organization(name: string): Command {
  const owner = { email: `owner@${name}.example`, name: `Owner of ${name}` };
  return post("/registry/v1/organizations", { name, owner }, "org");
}

function make(at: string, body: object, makes: Pool): Command {
  const [, index, rest] = at.split("/");
  return post(`/registry/v1/organizations/«org:${index}»/${rest}`, body, makes);
}

function post(path: string, body: object, makes: Pool): Command {
  return { ...usual, request: `POST ${path}`, body, makes };
}

function put(rest: string, body?: object): Command {
  const request = `PUT /registry/v1/organizations/«org:0»/${rest}`;
  return { ...usual, request, ...(body && { body }) };
}
