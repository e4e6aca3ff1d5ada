import { addAppliedImport, addCheckedImport, addJob, addPlatformJob } from "../helpers/add-jobs.ts";
import type { RunningApp } from "../helpers/app.ts";
import type { Ask } from "../helpers/ask.ts";
import { addComparedAccount } from "../helpers/carriers/compared-account.ts";
import { platformContext, upload } from "../helpers/import-files.ts";
import { created, type Organization } from "../helpers/world.ts";

/** The organization on which requests are prepared, with functions that add to it. */
export class RouteFixture {
  readonly organization: Organization;
  readonly at: string;
  readonly #app: RunningApp;
  readonly #ask: Ask;
  /** Shared by all fixtures, so that lines are unique. */
  static #count = 0;

  constructor(organization: Organization, app: RunningApp) {
    this.organization = organization;
    this.at = `/registry/v1/organizations/${organization.id}`;
    this.#app = app;
    this.#ask = app.ask;
  }

  next(): string {
    RouteFixture.#count += 1;
    return String(RouteFixture.#count);
  }

  person(n = this.next()) {
    return { name: `Person ${n}`, email: `person-${n}@acme.example`, username: `person.${n}` };
  }
  line = (prefix = "+1212"): string => `${prefix}${this.next().padStart(7, "0")}`;

  organizationWithoutNumbers = async (): Promise<string> => {
    const owner = this.person();
    const made = await created(this.#ask, "/registry/v1/organizations", { name: owner.name, owner });
    return made.organization.id;
  };
  user = () => created(this.#ask, `${this.at}/users`, this.person());
  group = () => created(this.#ask, `${this.at}/groups`, { name: `Group ${this.next()}` });
  number = (provider = "twilio", prefix?: string) =>
    created(this.#ask, `${this.at}/numbers`, { provider, line: this.line(prefix) });
  invitation = async () => created(this.#ask, `${this.at}/users/${(await this.user()).id}/invitations`, {});
  apiKey = (userId: string) => created(this.#ask, `${this.at}/api-keys`, { user: userId, name: "a key" });
  keyOfUser = async (): Promise<string> => (await this.apiKey((await this.user()).id)).key;
  async session(key: string): Promise<{ id: string }> {
    return (await this.#ask("POST /registry/v1/sessions", { key })).json;
  }
  savedView = () =>
    created(this.#ask, `${this.at}/saved-views`, { name: "Mine", screen: "numbers", query: "" });
  superadminKey = () => created(this.#ask, "/registry/v1/superadmin-keys", { name: "a key" });
  webhook = () =>
    created(this.#ask, `${this.at}/webhooks`, { url: `https://hooks.acme.example/${this.next()}` });
  carrierAccount = (at = this.at) => created(this.#ask, `${at}/carrier-accounts`, this.newCarrierAccount());
  /** A comparison of a new account with a simulated carrier, and the path of the account. */
  async carrierSync(at: string, isApplied = false) {
    const organizationId = at === this.at ? this.organization.id : undefined;
    const { account, ...stored } = await addComparedAccount(this.#app, at, { organizationId, isApplied });
    return { account: `${at}/carrier-accounts/${account}`, ...stored };
  }
  /** jambonz has no API, so that a test of the credentials sends nothing. */
  newCarrierAccount = () => ({
    provider: "jambonz",
    name: `Account ${this.next()}`,
    publicUrl: "https://edge.acme.example",
    identifiers: { numbersProvider: "twilio" },
    secrets: { webhookSecret: "secret" },
  });
  routerKey = () => created(this.#ask, "/registry/v1/router-keys", { name: "a key" });

  /** An import whose dry run is done, with no other one running. */
  async checkedImport(): Promise<string> {
    await this.endImports();
    return addCheckedImport(this.#app, this.organization.id);
  }
  async appliedImport(): Promise<string> {
    await this.endImports();
    return addAppliedImport(this.#app, this.organization.id);
  }
  async runningImport(): Promise<string> {
    await this.endImports();
    const context = await platformContext(this.#app, this.organization.id);
    return (await upload(context, ["provider,line", `twilio,${this.line()}`])).id;
  }
  async endImports(): Promise<void> {
    for (const { id } of (await this.#done(`GET ${this.at}/jobs?state=pending&limit=200`)).items)
      await this.#done(`POST ${this.at}/jobs/${id}/cancel`);
  }
  job = () => addJob(this.#app, this.organization.id);
  /** A pending one: that of the earlier call, if it was not cancelled. */
  platformJob(): Promise<string> {
    this.#app.clock.now += 60 * 60_000;
    return addPlatformJob(this.#app);
  }

  /** The block on the e-mail address of a blocked user. */
  async emailBlock(): Promise<{ id: string }> {
    const user = await this.user();
    await this.#done(`PATCH ${this.at}/users/${user.id}`, { status: "blocked" });
    return (await this.#done(`GET ${this.at}/email-blocks?limit=200`)).items.at(-1);
  }

  async holding(provider?: string, prefix?: string) {
    const user = await this.user();
    const number = await this.number(provider, prefix);
    await this.#done(`PUT ${this.at}/numbers/${number.id}/holders/${user.id}`, {});
    return { user, number };
  }

  async member() {
    const group = await this.group();
    const user = await this.user();
    await this.#done(`PUT ${this.at}/groups/${group.id}/members/${user.id}`);
    return { user, group };
  }

  /** A user with key, group membership and assignments. */
  async leaver() {
    const { user, group } = await this.member();
    const number = await this.number();
    await this.apiKey(user.id);
    await this.#done(`PUT ${this.at}/numbers/${number.id}/holders/${user.id}`, {});
    return { user, group };
  }

  /** An offboarded user and the offboarding. */
  async left() {
    const { user } = await this.leaver();
    return this.#done(`POST ${this.at}/users/${user.id}/offboarding`, {});
  }

  /** A plan to assign a free number, by the superadmin. */
  async plan() {
    const [user, number] = [await this.user(), await this.number()];
    const body = { action: "assign", numbers: [number.id], toUser: user.id };
    return created(this.#ask, `${this.at}/plans`, body);
  }

  /** A plan that was applied. */
  async appliedPlan() {
    const { id } = await this.plan();
    return this.#done(`POST ${this.at}/plans/${id}/apply`, {});
  }

  /** The `seq` of the organization's last event. */
  async head(): Promise<number> {
    return (await this.#done(`GET ${this.at}/events?limit=1`)).head;
  }

  async #done(request: string, body?: unknown) {
    const { status, text, json } = await this.#ask(request, { body });
    if (status >= 300) throw new Error(`${request} answered ${status}: ${text}`);
    return json;
  }
}
