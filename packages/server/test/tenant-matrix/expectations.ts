import type { Names, Noun } from "./world.ts";

/** One form of request to a route, with its expected result. */
export interface Form {
  /** The lowest role that may do it; `self` is a member for their own user only. */
  readonly admits: "superadmin" | "admin" | "member" | "self" | "invitee" | "router";
  /** The status on success. */
  readonly done: number;
  /** The nouns in query and body, in addition to the path. */
  readonly holds?: readonly Noun[];
  readonly query?: (names: Names) => string;
  readonly body?: (names: Names) => unknown;
  /** Nouns that filter a list: a foreign or unknown one returns an empty list. */
  readonly filters?: readonly Noun[];
  /** Statuses that differ from "success when own, not found when foreign". */
  readonly unless?: Partial<Record<Noun, { own?: number; foreign?: number; missing?: number }>>;
  /** The body chooses the id of the new record, which a key for one organization cannot. */
  readonly choosesId?: true;
  /** The body assigns the number, which a key for the inventory cannot. */
  readonly assigns?: true;
  /** The route checks existence before permission. */
  readonly looksFirst?: true;
  /** Of the admins, only the user concerned may do it. */
  readonly personal?: true;
  /** Members and auditors do not find the records of others. */
  readonly hidesOthers?: true;
  /** Of the admins, only the owner may do it. The organization is looked up before. */
  readonly ownerOnly?: true;
  /** Auditors may do it too, although it is a change. */
  readonly forAuditors?: true;
  /** It concerns the caller, who may be anybody but a router. */
  readonly ofCaller?: true;
  /** Of the callers, an invitee may do it too, and a session may not. */
  readonly admitsInvitees?: true;
  /** `:number` has no holder. */
  readonly ofFree?: true;
  /** A router may do it too, and callers without an organization see all organizations. */
  readonly seesAll?: true;
  /** `:number` also accepts a line. */
  readonly byLine?: true;
}

const admin = (done: number, rest: Omit<Form, "admits" | "done"> = {}): Form => ({
  admits: "admin",
  done,
  ...rest,
});
const superadmin = (done: number, rest: Omit<Form, "admits" | "done"> = {}): Form => ({
  admits: "superadmin",
  done,
  ...rest,
});

const native = "/registry/v1/organizations";
const one = `${native}/:organization`;
const person = { name: "New One", email: "new.one@third.example" };
/** IDs are unique across organizations; only a superadmin, who can see all, finds out that one is taken. */
const chosenId = { user: { own: 409, foreign: 409, missing: 201 } };
/** The only visible effect of another organization: a line is not available. */
const claimed = (here: number, free: number) => ({ number: { own: here, foreign: 409, missing: free } });
/** In a batch, an item that names a foreign or unknown record is refused, and the batch is accepted. */
const refusedAlone = (noun: Noun) => ({ [noun]: { own: 200, foreign: 200, missing: 200 } });
const filteredByUser = (names: Names) => `user=${names.user}`;

const newCarrierAccount = {
  provider: "twilio",
  name: "New",
  publicUrl: "https://edge.third.example",
  identifiers: { accountSid: "AC1" },
};
const carrierAccountsAt = (at: string, account: string, by: typeof admin) => ({
  [`POST ${at}`]: [by(201, { body: () => newCarrierAccount })],
  [`GET ${at}`]: [by(200)],
  [`GET ${at}/${account}`]: [by(200)],
  [`PATCH ${at}/${account}`]: [by(200, { body: () => ({ status: "disabled" }) })],
  [`DELETE ${at}/${account}`]: [by(200)],
  [`POST ${at}/${account}/secrets`]: [by(200, { body: () => ({ secrets: { webhookSecret: "new" } }) })],
  [`GET ${at}/${account}/setup`]: [by(200)],
  [`POST ${at}/${account}/test`]: [by(200)],
  [`POST ${at}/${account}/sync`]: [by(409)],
});

const carrierSyncsAt = (at: string, sync: string, by: typeof admin) => ({
  [`GET ${at}`]: [by(200)],
  [`GET ${at}/${sync}`]: [by(200)],
  [`GET ${at}/${sync}/items`]: [by(200)],
  [`POST ${at}/${sync}/apply`]: [
    by(200, { body: ({ carrierSyncItem }) => ({ items: [{ item: carrierSyncItem }] }) }),
  ],
  [`POST ${at}/${sync}/items/${sync}Item/webhook`]: [by(409)],
  [`POST ${at}/${sync}/items/${sync}Item/webhook/undo`]: [by(409)],
});

/** The expectations of every route. A route that is missing here fails the matrix. */
export const expectations: Readonly<Record<string, readonly Form[]>> = {
  [`POST ${native}`]: [
    superadmin(201, { body: () => ({ name: "third", owner: person }) }),
    superadmin(201, {
      body: (names) => ({ name: "third", id: names.organization, owner: person }),
      holds: ["organization"],
      unless: { organization: { foreign: 409, missing: 201 } },
    }),
  ],
  [`GET ${native}`]: [superadmin(200), superadmin(200, { query: () => "status=deleted" })],
  [`GET ${one}`]: [{ admits: "member", done: 200 }],
  [`PATCH ${one}`]: [
    admin(200, { body: () => ({ name: "renamed" }) }),
    admin(200, { body: () => ({ coolingDays: 45 }) }),
    admin(200, { body: () => ({ slug: "renamed" }) }),
    superadmin(200, { body: () => ({ status: "suspended" }) }),
  ],
  // The organizations of the matrix have numbers.
  [`DELETE ${one}`]: [superadmin(409)],
  [`POST ${one}/ownership`]: [
    admin(200, { body: (names) => ({ user: names.user }), holds: ["user"], ownerOnly: true }),
  ],

  [`POST ${one}/users`]: [
    admin(201, { body: () => person }),
    superadmin(201, {
      body: (names) => ({ ...person, id: names.user }),
      holds: ["user"],
      unless: chosenId,
      choosesId: true,
    }),
  ],
  [`POST ${one}/users::batch`]: [
    admin(200, { body: () => ({ items: [person] }) }),
    admin(200, {
      body: (names) => ({ items: [{ ...person, id: names.user }] }),
      holds: ["user"],
      unless: refusedAlone("user"),
    }),
  ],
  [`GET ${one}/users`]: [
    admin(200),
    admin(200, { query: () => "status=removed" }),
    admin(200, { query: (names) => `q=${names.username}`, holds: ["user"], filters: ["user"] }),
  ],
  [`GET ${one}/users/:user`]: [{ admits: "self", done: 200 }],
  [`PATCH ${one}/users/:user`]: [
    admin(200, { body: () => ({ name: "Renamed" }) }),
    superadmin(200, { body: () => ({ status: "blocked" }), looksFirst: true }),
  ],
  [`GET ${one}/email-blocks`]: [admin(200)],
  [`DELETE ${one}/email-blocks/:block`]: [superadmin(200)],
  [`DELETE ${one}/users/:user`]: [admin(200)],
  // No user of the matrix is removed.
  [`POST ${one}/users/:user/erasure`]: [admin(409, { ownerOnly: true })],
  [`POST ${one}/users/:user/sign-out`]: [{ admits: "self", done: 200 }],
  [`GET ${one}/users/:user/endpoints`]: [{ admits: "self", done: 200 }],
  [`PUT ${one}/users/:user/endpoints`]: [admin(200, { body: () => ({ endpoints: ["client:new"] }) })],
  [`GET ${one}/users/:user/history`]: [{ admits: "self", done: 200 }],
  [`GET ${one}/users/:user/timeline`]: [{ admits: "self", done: 200 }],
  [`POST ${one}/users/:user/offboarding`]: [
    admin(200, { body: () => ({ dryRun: true }) }),
    admin(200, {
      body: (names) => ({ numbers: [{ number: names.number, toUser: names.colleague }] }),
      holds: ["number"],
    }),
  ],
  [`GET ${one}/offboardings`]: [admin(200)],
  [`GET ${one}/offboardings/:offboarding`]: [admin(200)],
  [`POST ${one}/offboardings/:offboarding/undo`]: [admin(200)],

  [`POST ${one}/plans`]: [
    admin(201, {
      body: (names) => ({ action: "unassign", numbers: [names.number] }),
      holds: ["number"],
      unless: { number: { foreign: 201, missing: 201 } },
    }),
    admin(201, {
      body: (names) => ({ action: "assign", numbers: [names.freeNumber], toUser: names.user }),
      holds: ["user"],
    }),
    admin(201, { body: (names) => ({ action: "offboard", user: names.user }), holds: ["user"] }),
  ],
  [`GET ${one}/plans/:plan`]: [admin(200)],
  [`GET ${one}/plans/:plan/items`]: [admin(200)],
  [`POST ${one}/plans/:plan/apply`]: [admin(200)],
  [`POST ${one}/plans/:plan/undo`]: [admin(200)],

  [`POST ${one}/groups`]: [admin(201, { body: () => ({ name: "New group" }) })],
  [`GET ${one}/groups`]: [admin(200)],
  [`GET ${one}/groups/:group`]: [admin(200)],
  [`DELETE ${one}/groups/:group`]: [admin(200)],
  [`PUT ${one}/groups/:group/members/:user`]: [admin(204)],
  [`DELETE ${one}/groups/:group/members/:user`]: [admin(204)],

  [`POST ${one}/api-keys`]: [
    {
      admits: "self",
      done: 201,
      body: (names) => ({ user: names.user, name: "own" }),
      holds: ["user"],
      personal: true,
    },
    admin(201, { body: (names) => ({ user: names.service, name: "new" }) }),
    // A person's key acts as that person.
    superadmin(201, {
      body: (names) => ({ user: names.user, name: "new" }),
      holds: ["user"],
      looksFirst: true,
    }),
  ],
  [`POST ${one}/api-keys/:apiKey/rotate`]: [
    { admits: "self", done: 201, body: () => ({ overlapSeconds: 60 }), hidesOthers: true },
  ],
  [`GET ${one}/api-keys`]: [{ admits: "member", done: 200 }],
  [`DELETE ${one}/api-keys/:apiKey`]: [{ admits: "self", done: 200, hidesOthers: true }],

  [`POST ${one}/users/:user/invitations`]: [
    // The user has a key already.
    admin(201, { body: () => ({}), unless: { user: { own: 409 } } }),
  ],
  [`GET ${one}/invitations`]: [admin(200)],
  [`DELETE ${one}/invitations/:invitation`]: [admin(200)],
  "POST /registry/v1/invitations/redeem": [{ admits: "invitee", done: 201, body: () => ({ name: "first" }) }],

  "POST /registry/v1/sessions": [{ admits: "member", done: 201, ofCaller: true, admitsInvitees: true }],
  "GET /registry/v1/sessions": [{ admits: "member", done: 200, ofCaller: true }],
  "DELETE /registry/v1/sessions/:session": [{ admits: "member", done: 404, ofCaller: true }],
  [`POST ${one}/saved-views`]: [
    {
      admits: "member",
      done: 201,
      forAuditors: true,
      body: () => ({ name: "Mine", screen: "numbers", query: "" }),
    },
  ],
  [`GET ${one}/saved-views`]: [{ admits: "member", done: 200 }],
  // The view of the world is private to another user.
  [`GET ${one}/saved-views/:savedView`]: [{ admits: "member", done: 404 }],
  [`PATCH ${one}/saved-views/:savedView`]: [
    { admits: "member", done: 404, forAuditors: true, body: () => ({ name: "Taken" }) },
  ],
  [`DELETE ${one}/saved-views/:savedView`]: [{ admits: "member", done: 404, forAuditors: true }],
  [`GET ${one}/sessions`]: [
    { admits: "member", done: 200 },
    { admits: "self", done: 200, query: filteredByUser, holds: ["user"], filters: ["user"] },
  ],
  [`DELETE ${one}/sessions/:session`]: [{ admits: "self", done: 200, hidesOthers: true }],

  "POST /registry/v1/router-keys": [superadmin(201, { body: () => ({ name: "new" }) })],
  "GET /registry/v1/router-keys": [superadmin(200)],
  "DELETE /registry/v1/router-keys/:routerKey": [superadmin(200)],
  "POST /registry/v1/superadmin-keys": [superadmin(201, { body: () => ({ name: "new" }) })],
  "GET /registry/v1/import-templates/:template": [{ admits: "router", done: 200 }],
  "GET /registry/v1/me": [{ admits: "router", done: 200 }],
  "GET /registry/v1/superadmin-keys": [superadmin(200)],
  "POST /registry/v1/superadmin-keys/:superadminKey/rotate": [superadmin(201)],
  "DELETE /registry/v1/superadmin-keys/:superadminKey": [superadmin(200)],

  "POST /registry/v1/keys": [superadmin(201)],
  "GET /registry/v1/events/checkpoint": [superadmin(200)],
  [`GET ${one}/events/checkpoint`]: [admin(200)],
  "POST /registry/v1/backup": [superadmin(200)],

  [`POST ${one}/imports`]: [
    admin(202, { query: () => "kind=numbers", body: () => "provider,line\ntwilio,+14165559903\n" }),
  ],
  [`GET ${one}/imports`]: [admin(200)],
  [`GET ${one}/imports/:import`]: [admin(200)],
  [`GET ${one}/imports/:import/rows`]: [admin(200)],
  [`POST ${one}/imports/:import/apply`]: [admin(202)],
  [`POST ${one}/imports/:import/undo`]: [admin(409)],
  [`POST ${one}/imports/:import/cancel`]: [admin(409)],
  [`GET ${one}/jobs`]: [admin(200)],
  [`GET ${one}/jobs/:job`]: [admin(200)],
  [`POST ${one}/jobs/:job/cancel`]: [admin(200)],
  "GET /registry/v1/jobs": [superadmin(200)],
  "GET /registry/v1/jobs/:platformJob": [superadmin(200)],
  "POST /registry/v1/jobs/:platformJob/cancel": [superadmin(200)],

  [`POST ${one}/numbers`]: [
    superadmin(201, {
      body: (names) => ({ provider: "twilio", line: names.line }),
      holds: ["number"],
      unless: claimed(200, 201),
    }),
    superadmin(201, {
      body: (names) => ({ provider: "vonage", line: "+14165559901", holder: { user: names.user } }),
      assigns: true,
      holds: ["user"],
    }),
  ],
  [`POST ${one}/numbers::batch`]: [
    superadmin(200, {
      body: (names) => ({ items: [{ provider: "twilio", line: names.line }] }),
      holds: ["number"],
      unless: refusedAlone("number"),
    }),
    superadmin(200, {
      body: (names) => ({
        items: [{ provider: "vonage", line: "+14165559901", holder: { user: names.user } }],
      }),
      holds: ["user"],
      unless: refusedAlone("user"),
    }),
  ],
  [`GET ${one}/numbers`]: [
    admin(200),
    admin(200, { query: filteredByUser, holds: ["user"], filters: ["user"] }),
    admin(200, { query: (names) => `q=${names.line.slice(1)}`, holds: ["number"], filters: ["number"] }),
  ],
  [`GET ${one}/numbers/:number`]: [admin(200, { byLine: true })],
  [`PATCH ${one}/numbers/:number`]: [
    admin(200, { body: () => ({ alias: "Renamed" }), byLine: true }),
    superadmin(200, { body: () => ({ line: "+14165559902" }), looksFirst: true, ofFree: true }),
    admin(200, {
      body: (names) => ({ reservedFor: { user: names.user, until: "2030-01-01T00:00:00Z" } }),
      holds: ["user"],
    }),
  ],
  [`DELETE ${one}/numbers/:number`]: [
    admin(200, { ofFree: true, byLine: true }),
    admin(200, { unless: { number: { own: 409 } } }),
  ],
  [`GET ${one}/numbers/:number/history`]: [admin(200, { byLine: true })],
  [`GET ${one}/numbers/:number/holders`]: [admin(200, { byLine: true })],
  [`GET ${one}/numbers/:number/timeline`]: [admin(200, { byLine: true })],
  [`POST ${one}/numbers/:number/transfer`]: [
    admin(200, {
      body: (names) => ({ fromUser: names.user, toUser: names.colleague }),
      holds: ["user"],
      byLine: true,
    }),
  ],
  [`PUT ${one}/numbers/:number/holders/:user`]: [
    admin(200, { body: () => ({ label: "new" }), byLine: true }),
  ],
  [`DELETE ${one}/numbers/:number/holders/:user`]: [admin(200, { byLine: true })],
  [`GET ${one}/calls`]: [
    admin(200),
    { admits: "self", done: 200, query: filteredByUser, holds: ["user"], filters: ["user"] },
    admin(200, { query: (names) => `number=${names.number}`, holds: ["number"], filters: ["number"] }),
  ],
  [`GET ${one}/assignments`]: [
    admin(200),
    { admits: "self", done: 200, query: filteredByUser, holds: ["user"], filters: ["user"] },
    admin(200, { query: (names) => `number=${names.number}`, holds: ["number"], filters: ["number"] }),
    admin(200, {
      query: (names) => `number=${encodeURIComponent(names.line)}`,
      holds: ["number"],
      filters: ["number"],
    }),
    {
      admits: "self",
      done: 200,
      query: (names) => `asOf=2026-03-03T14:00:00Z&user=${names.user}`,
      holds: ["user"],
      filters: ["user"],
    },
  ],

  ...carrierAccountsAt(`${one}/carrier-accounts`, ":carrierAccount", admin),
  ...carrierAccountsAt("/registry/v1/carrier-accounts", ":platformCarrierAccount", superadmin),
  ...carrierSyncsAt(`${one}/carrier-accounts/:carrierAccount/syncs`, ":carrierSync", admin),
  ...carrierSyncsAt(
    "/registry/v1/carrier-accounts/:platformCarrierAccount/syncs",
    ":platformCarrierSync",
    superadmin,
  ),

  [`POST ${one}/webhooks`]: [admin(201, { body: () => ({ url: "https://crm.third.example/w" }) })],
  [`GET ${one}/webhooks`]: [admin(200)],
  [`GET ${one}/webhooks/:webhook`]: [admin(200)],
  [`PATCH ${one}/webhooks/:webhook`]: [admin(200, { body: () => ({ status: "paused" }) })],
  [`DELETE ${one}/webhooks/:webhook`]: [admin(200)],
  [`POST ${one}/webhooks/:webhook/rotate`]: [admin(201, { body: () => ({ overlapSeconds: 60 }) })],
  [`GET ${one}/webhooks/:webhook/attempts`]: [admin(200)],
  [`GET ${one}/webhooks/:webhook/deliveries`]: [admin(200), admin(200, { query: () => "status=dead" })],
  [`POST ${one}/webhooks/:webhook/test`]: [admin(200)],
  [`POST ${one}/webhooks/:webhook/retry`]: [admin(200)],
  [`POST ${one}/webhooks/:webhook/replay`]: [admin(200, { body: () => ({ after: 1 }) })],
  [`POST ${one}/webhooks/:webhook/events/:seq/replay`]: [admin(200)],

  [`GET ${one}/events`]: [
    admin(200),
    admin(200, { query: filteredByUser, holds: ["user"], filters: ["user"] }),
    admin(200, { query: (names) => `number=${names.number}`, holds: ["number"], filters: ["number"] }),
  ],
  [`GET ${one}/events/stream`]: [admin(200)],
  [`POST ${one}/events/:seq/undo`]: [admin(200, { body: () => ({ reason: "By mistake." }) })],
  "GET /registry/v1/routes/inbound": [
    admin(200, {
      query: (names) => `provider=twilio&to=${encodeURIComponent(names.line)}`,
      holds: ["number"],
      filters: ["number"],
      seesAll: true,
    }),
    admin(200, {
      query: (names) => `provider=twilio&to=${encodeURIComponent(names.line)}&fresh=true`,
      holds: ["number"],
      filters: ["number"],
      seesAll: true,
    }),
  ],
  "POST /registry/v1/routes/inbound": [
    admin(200, {
      body: (names) => ({ lines: [{ provider: "twilio", to: names.line }] }),
      holds: ["number"],
      filters: ["number"],
      seesAll: true,
    }),
  ],
  "GET /registry/v1/routes/outbound": [
    admin(200, {
      query: (names) => `provider=twilio&user=${names.user}`,
      holds: ["user"],
      filters: ["user"],
      seesAll: true,
    }),
  ],

  "GET /registry/v1/events": [superadmin(200)],
  "GET /registry/v1/events/stream": [superadmin(200)],

  "GET /api/organizations/:organizationId/phone-numbers": [
    superadmin(200),
    superadmin(200, { query: filteredByUser, holds: ["user"], filters: ["user"] }),
  ],
  "POST /api/organizations/:organizationId/phone-numbers": [
    superadmin(200, {
      body: (names) => ({ targetUserId: names.user, provider: "twilio", phoneNumber: names.line }),
      holds: ["user", "number"],
      unless: { number: { foreign: 400, missing: 200 } },
    }),
  ],
  "DELETE /api/organizations/:organizationId/phone-numbers/:targetUserId/:provider": [superadmin(200)],

  "GET /v2/organizations/users": [
    admin(200),
    admin(200, { query: () => "include_groups=true" }),
    admin(200, {
      query: (names) => `filter[email]=${names.username.replace(".", "@")}`,
      holds: ["user"],
      filters: ["user"],
    }),
  ],
  "GET /v2/organizations/users/users_groups_report": [admin(200)],
  "GET /v2/organizations/users/:id": [admin(200), admin(200, { query: () => "include_groups=true" })],
  "POST /v2/organizations/users/:id/actions/remove": [admin(200)],

  "POST /v1/api/numbers/unassign": [
    admin(200, {
      body: (names) => ({ number: names.line, target_user: names.username }),
      holds: ["user", "number"],
    }),
  ],
  "POST /v1/api/numbers/assign": [
    admin(200, {
      body: (names) => ({
        number: names.freeLine,
        target_user: names.username,
        send: true,
        gets: true,
      }),
      holds: ["user", "number"],
    }),
  ],
  "GET /v1/api/number/numbers": [admin(200)],
};

/** Outside the dialects; its response changes with every request. test/http/metrics tests its access. */
export const countingRoutes: readonly string[] = ["GET /metrics"];

/** Of the console, whose files need no credential. test/http/console has their responses. */
export const consoleRoutes: readonly string[] = ["GET /console", "GET /console/*"];

/** Of carriers, whose signature is the only credential. test/carriers/edge has their responses. */
export const carrierRoutes: readonly string[] = [
  ...[
    "/voice",
    "/voice/next/:stage",
    "/voice/next/:stage/:added",
    "/voice/recorded",
    "/voice/recorded/:added",
    "/status",
    "/sms",
    "/:secret/sms",
  ].flatMap((path) => ["GET", "POST"].map((method) => `${method} /telephony/:provider/:account${path}`)),
  "POST /api/webhook/calls/twilio/inbound",
  "POST /api/webhook/twilio/sms",
  "POST /api/webhook/textgrid/sms",
  "POST /api/webhook/calls/sinch",
  "POST /api/webhook",
];

/** Outside the dialects: the same response for every caller. */
export const openRoutes: readonly string[] = [
  "GET /registry/v1/keys",
  "GET /registry/v1/console",
  "GET /healthz",
  "GET /readyz",
  "GET /",
  "GET /assets/home.css",
  "GET /assets/icon.svg",
  "GET /assets/page.css",
  "GET /docs",
  "GET /docs/",
  "GET /docs/:dialect",
  "GET /docs/docs.css",
  "GET /docs/docs.js",
  "GET /docs/openapi/:file",
  "GET /docs/static/swagger-ui-bundle.js",
  "GET /docs/static/swagger-ui.css",
];
