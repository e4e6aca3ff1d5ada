import type { Call } from "./call.ts";
import { Methods } from "./method.ts";
import { carrierAccounts, platformCarrierAccounts } from "./nouns/carrier-accounts.ts";
import {
  apiKeys,
  invitations,
  routerKeys,
  savedViews,
  sessions,
  signingKeys,
  superadminKeys,
} from "./nouns/credentials.ts";
import { events } from "./nouns/events.ts";
import { imports, jobs, platformJobs } from "./nouns/jobs.ts";
import { assignments, backups, importTemplates, numbers, plans, routes } from "./nouns/numbers.ts";
import { emailBlocks, groups, offboardings, organizations, users } from "./nouns/organizations.ts";
import { calls, webhooks } from "./nouns/webhooks.ts";
import type { ClientOptions, RequestOptions } from "./options.ts";
import type { Operation } from "./request.ts";
import { Transport } from "./transport.ts";

/** A request to a path that this version of the SDK has no method for. */
export interface RawRequest {
  readonly method: Operation["method"];
  /** The path after `/registry/v1`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/**
 * A client of the native API. The operations are grouped by noun: `client.numbers.list(…)`. A method takes what is in
 * the path, the query and the body in its first argument, and options of the request in its second.
 */
export class Whoseline {
  readonly organizations: ReturnType<typeof organizations>;
  readonly users: ReturnType<typeof users>;
  readonly groups: ReturnType<typeof groups>;
  readonly numbers: ReturnType<typeof numbers>;
  readonly assignments: ReturnType<typeof assignments>;
  readonly routes: ReturnType<typeof routes>;
  readonly events: ReturnType<typeof events>;
  readonly plans: ReturnType<typeof plans>;
  readonly webhooks: ReturnType<typeof webhooks>;
  readonly carrierAccounts: ReturnType<typeof carrierAccounts>;
  readonly platformCarrierAccounts: ReturnType<typeof platformCarrierAccounts>;
  readonly calls: ReturnType<typeof calls>;
  readonly offboardings: ReturnType<typeof offboardings>;
  readonly apiKeys: ReturnType<typeof apiKeys>;
  readonly invitations: ReturnType<typeof invitations>;
  readonly sessions: ReturnType<typeof sessions>;
  readonly savedViews: ReturnType<typeof savedViews>;
  readonly emailBlocks: ReturnType<typeof emailBlocks>;
  readonly routerKeys: ReturnType<typeof routerKeys>;
  readonly superadminKeys: ReturnType<typeof superadminKeys>;
  readonly signingKeys: ReturnType<typeof signingKeys>;
  readonly imports: ReturnType<typeof imports>;
  readonly jobs: ReturnType<typeof jobs>;
  readonly platformJobs: ReturnType<typeof platformJobs>;
  readonly importTemplates: ReturnType<typeof importTemplates>;
  readonly backups: ReturnType<typeof backups>;
  /** Get who the caller is. */
  readonly me: ReturnType<typeof me>;
  readonly #transport: Transport;

  /** Throws `invalid_argument` when the base URL cannot be used. Sends nothing. */
  constructor(options: ClientOptions) {
    this.#transport = new Transport(options);
    const methods = new Methods(this.#transport);
    this.organizations = organizations(methods);
    this.users = users(methods);
    this.groups = groups(methods);
    this.numbers = numbers(methods);
    this.assignments = assignments(methods);
    this.routes = routes(methods);
    this.events = events(methods);
    this.plans = plans(methods);
    this.webhooks = webhooks(methods);
    this.carrierAccounts = carrierAccounts(methods);
    this.platformCarrierAccounts = platformCarrierAccounts(methods);
    this.calls = calls(methods);
    this.offboardings = offboardings(methods);
    this.apiKeys = apiKeys(methods);
    this.invitations = invitations(methods);
    this.sessions = sessions(methods);
    this.savedViews = savedViews(methods);
    this.emailBlocks = emailBlocks(methods);
    this.routerKeys = routerKeys(methods);
    this.superadminKeys = superadminKeys(methods);
    this.signingKeys = signingKeys(methods);
    this.imports = imports(methods);
    this.jobs = jobs(methods);
    this.platformJobs = platformJobs(methods);
    this.importTemplates = importTemplates(methods);
    this.backups = backups(methods);
    this.me = me(methods);
  }

  /** Returns a client with other options; those that are left out stay. */
  with(options: Partial<ClientOptions>): Whoseline {
    return new Whoseline({ ...this.#transport.options, ...options });
  }

  /** Sends a request with the credential, time limits and retries of the client. */
  request<T = unknown>({ method, path, query, body }: RawRequest, options: RequestOptions = {}): Call<T> {
    const hasBody = body !== undefined;
    return this.#transport.call<T>(
      { id: `${method} ${path}`, method, path, hasBody },
      body ?? query,
      options,
    );
  }
}

const me = (methods: Methods) => methods.get("getCaller", "/me");
