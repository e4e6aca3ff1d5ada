import type { NumberId, OrganizationId, UserId } from "../../src/model.ts";
import type { Ask } from "./ask.ts";

export interface Person {
  readonly id: UserId;
  readonly serial: number;
  readonly name: string;
  readonly email: string;
  readonly username: string;
  /** An API key of the user. */
  readonly key: string;
}

export interface Line {
  readonly id: NumberId;
  readonly serial: number;
  readonly provider: string;
  readonly line: string;
}

export interface Organization {
  readonly id: OrganizationId;
  readonly owner: Person;
  readonly admin: Person;
  readonly member: Person;
  readonly other: Person;
  readonly twilio: Line;
  readonly sinch: Line;
  readonly ippanel: Line;
}

export interface World {
  readonly acme: Organization;
  readonly rival: Organization;
}

/**
 * Creates two organizations, each with an owner, an admin, two members (all with a key) and three available numbers,
 * through the native dialect.
 */
export async function makeWorld(ask: Ask): Promise<World> {
  return {
    acme: await makeOrganization(ask, "acme", "1"),
    rival: await makeOrganization(ask, "rival", "2"),
  };
}

export async function makeOrganization(ask: Ask, name: string, digit: string): Promise<Organization> {
  const owner = person("Olga", name);
  const made = await created(ask, "/registry/v1/organizations", { name, owner });
  const id: OrganizationId = made.organization.id;
  const at = `/registry/v1/organizations/${id}`;
  const withKey = async (user: { id: string }): Promise<Person> => {
    const { key } = await created(ask, `${at}/api-keys`, { user: user.id, name: "test" });
    return { ...user, key } as Person;
  };
  const add = async (first: string, role: string) =>
    withKey(await created(ask, `${at}/users`, { ...person(first, name), role }));
  const number = (provider: string, line: string): Promise<Line> =>
    created(ask, `${at}/numbers`, { provider, line });
  return {
    id,
    owner: await withKey(made.owner),
    admin: await add("Adam", "admin"),
    member: await add("Mona", "member"),
    other: await add("Otto", "member"),
    twilio: await number("twilio", `+1416555010${digit}`),
    sinch: await number("sinch", `+44207946001${digit}`),
    ippanel: await number("ippanel", `+98300050${digit}`),
  };
}

const person = (first: string, organization: string) => ({
  name: `${first} of ${organization}`,
  email: `${first.toLowerCase()}@${organization}.example`,
  username: `${first.toLowerCase()}.${organization}`,
});

/** Sends a POST and returns its body. Throws unless the status is 201. */
export async function created(ask: Ask, path: string, body: unknown) {
  const answer = await ask(`POST ${path}`, { body });
  if (answer.status !== 201) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
  return answer.json;
}
