import type { components, operations } from "./generated/native.ts";

// A client's program against the types that openapi-typescript generates from openapi/native.yaml. It is compiled, not
// run: what it reads must be in the document, and the types must be as narrow as the document.

type Schemas = components["schemas"];
type Json<Operation extends keyof operations> = operations[Operation] extends {
  responses: { 200: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;

const newUser: operations["createUser"]["requestBody"]["content"]["application/json"] = {
  email: "ana@acme.example",
  name: "Ana Souza",
  username: null,
  endpoints: ["client:ana"],
};

export function describeUser(user: Schemas["User"]): string {
  const [endpoint = "nowhere"] = user.endpoints;
  return `${user.username ?? user.email} (${user.role}) is reached at ${endpoint}`;
}

export function holdersOf(page: Json<"listAssignments">): string[] {
  return page.items.map(({ userName, line, unassignedAt }) => `${userName} ${line} ${unassignedAt ?? "now"}`);
}

export function describeEvent(event: Schemas["Event"]): string {
  switch (event.kind) {
    case "user.created":
      return `${event.after.name} was created; before: ${event.before}`;
    case "user.updated":
      return `${event.before.name} is ${event.after.name}`;
    case "number.assigned":
      return `${event.after.numberId} is ${event.after.userId}'s since ${event.after.assignedAt}`;
    case "group.deleted":
      return `${event.before.name} was deleted; after: ${event.after}`;
    default:
      return `${event.kind} at ${event.at}`;
  }
}

export function answererOf(route: Json<"routeInbound">): string {
  return route.holder?.endpoints[0] ?? route.why.text;
}

export function describeProblem({ code, detail, errors = [] }: Schemas["Problem"]): string {
  return [`${code}: ${detail}`, ...errors.map(({ pointer }) => pointer)].join("\n");
}

// @ts-expect-error a user has no such field
export const missing = (user: Schemas["User"]) => user.searchKey;

// @ts-expect-error an event of this kind has no record before it
export const before = (event: Schemas["UserCreatedEvent"]) => event.before.name;

export { newUser };
