import { superadminKey } from "../helpers/app.ts";
import type { Command } from "./command.ts";
import type { Pool } from "./values.ts";

/** Two organizations, the first with three users, three numbers and a group: where every run begins. */
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
  return { request: `POST ${path}`, body, makes, key: superadminKey, headers: {}, wait: 1 };
}
