import type { Ask } from "./ask.ts";

const owner = { email: "olga@callers.example", name: "Olga Ivanova" };
const ana = {
  name: "Ana Souza",
  email: "ana@callers.example",
  username: "ana",
  endpoints: ["client:ana", "tel:+14165550199"],
};
const holder = { user: "@ana", isDefault: true };
const number = { provider: "twilio", line: "+14165550102", holder };

/** Makes the organization of the documents, without users and numbers. */
export async function makeReadmeOrganization(ask: Ask): Promise<void> {
  await ask("POST /registry/v1/organizations", { body: { name: "Example Callers", owner } });
}

/** Makes what the README has made before its section about the command line. */
export async function makeReadmeWorld(ask: Ask): Promise<void> {
  await makeReadmeOrganization(ask);
  await ask("POST /registry/v1/organizations/example-callers/users", { body: ana });
  await ask("POST /registry/v1/organizations/example-callers/numbers", { body: number });
}
