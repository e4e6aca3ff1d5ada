import type { FastifyInstance } from "fastify";
import { applicableKinds, appliedItemsMax, applyCarrierSync } from "../../core/carrier-sync/apply-sync.ts";
import {
  getCarrierSync,
  listCarrierSyncItems,
  listCarrierSyncs,
} from "../../core/carrier-sync/read-syncs.ts";
import { setCarrierWebhook, undoCarrierWebhook } from "../../core/carrier-sync/set-webhook.ts";
import { startCarrierSync } from "../../core/carrier-sync/start-sync.ts";
import {
  component,
  id,
  oneOf,
  optional,
  type Static,
  type TSchema,
  Type,
} from "../../http/mounting/schema.ts";
import type { CarrierAccountId, CarrierSyncId, CarrierSyncItemId } from "../../model.ts";
import { type AccountRoutes, accountRoutes, addAccountRoute } from "./carrier-account-routes.ts";
import {
  appliedItemsSchema,
  carrierSyncItemSchema,
  carrierSyncSchema,
  driftItemState,
  driftKind,
  toAppliedItem,
  toCarrierSync,
  toCarrierSyncItem,
} from "./carrier-sync-wire.ts";
import { retryAfter } from "./headers.ts";
import {
  organizationReference,
  organizationReferenceInput,
  pageFields,
  pageQuery,
  reason,
  strict,
  toPage,
} from "./input.ts";
import { accepted, ok } from "./route.ts";
import { pageSchema, toList } from "./wire.ts";

const itemsQuery = strict({
  kind: optional(driftKind({ description: "Only items of this kind." })),
  state: optional(driftItemState({ description: "Only items in this state." })),
  ...pageFields,
});
const applyBody = strict({
  items: optional(
    Type.Array(
      strict({
        item: id<CarrierSyncItemId>(),
        organization: optional(
          organizationReferenceInput({ description: "For an account of the platform: who gets the number." }),
        ),
      }),
      { minItems: 1, maxItems: appliedItemsMax, description: "By default all open items of the kinds." },
    ),
  ),
  kinds: optional(
    Type.Array(
      oneOf(applicableKinds, component("ApplicableDriftKind", "A kind of item that can be applied.")),
      {
        minItems: 1,
        uniqueItems: true,
        description: "Without `items`. Both by default.",
      },
    ),
  ),
  reason: optional(reason()),
});

const toHandle = (text: string | undefined) => (text === undefined ? undefined : organizationReference(text));
const toItems = ({ items, kinds, reason }: Static<typeof applyBody>) => ({
  items: items?.map(({ item, organization }) => ({ itemId: item, organization: toHandle(organization) })),
  ...{ kinds, reason },
});

export function carrierSyncRoutes(scope: FastifyInstance): void {
  for (const routes of accountRoutes) {
    addStartRoute(scope, routes);
    addListRoute(scope, routes);
    addGetRoute(scope, routes);
    addListItemsRoute(scope, routes);
    addApplyRoute(scope, routes);
    addSetWebhookRoute(scope, routes);
    addUndoWebhookRoute(scope, routes);
  }
}

function addStartRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{ verb: "start", part: "Sync", access: "write", method: "POST", rest: "/sync", errors: [409] },
      config: { ignoresBody: true },
      summary: "Compare the inventory with that of the carrier",
      description: "A job reads both inventories completely, or fails. It changes nothing.",
      response: accepted({
        ...ok(carrierSyncSchema, "The comparison, which has begun."),
        headers: [retryAfter],
      }),
    },
    async ({ owner, id }, reply) => {
      reply.code(202).header("retry-after", 1);
      return toCarrierSync(await startCarrierSync(owner, id));
    },
  );
}

function addListRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{ verb: "list", part: "Syncs", access: "read", method: "GET", rest: "/syncs", query: pageQuery },
      summary: "List the comparisons of an account with its carrier",
      description: "The latest first. The last ten of an account are kept.",
      response: ok(pageSchema("CarrierSyncPage", carrierSyncSchema), "A page of comparisons."),
    },
    async ({ owner, id, request }) =>
      toList(await listCarrierSyncs(owner, id, toPage(request.query)), toCarrierSync),
  );
}

function addGetRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{ verb: "get", part: "Sync", access: "read", method: "GET", rest: pathOf(routes.sync) },
      params: routes.sync,
      summary: "Get a comparison of an account with its carrier",
      description: "While it is running, ask again after a second or more.",
      response: ok(carrierSyncSchema, "The comparison."),
    },
    async ({ owner, id, params }) =>
      toCarrierSync(await getCarrierSync(owner, { accountId: id, syncId: syncOf(routes, params) })),
  );
}

function addListItemsRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{ verb: "list", part: "SyncItems", access: "read", method: "GET" },
      ...{ rest: `${pathOf(routes.sync)}/items`, params: routes.sync, query: itemsQuery },
      summary: "List the differences that a comparison has found",
      description: "In the order of lines and kinds. Empty until the comparison is complete.",
      response: ok(pageSchema("CarrierSyncItemPage", carrierSyncItemSchema), "A page of differences."),
    },
    async ({ owner, id, params, request: { query } }) => {
      const { kind, state, ...page } = query;
      const syncId = syncOf(routes, params);
      const reference = { accountId: id, syncId, filter: { kind, state } };
      return toList(await listCarrierSyncItems(owner, reference, toPage(page)), toCarrierSyncItem);
    },
  );
}

function addApplyRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{
        verb: "apply",
        part: "Sync",
        access: "write",
        method: "POST",
        rest: `${pathOf(routes.sync)}/apply`,
      },
      ...{ params: routes.sync, body: applyBody, errors: [409] },
      summary: "Take numbers and names over from the carrier",
      description: `Adds numbers that only the carrier has, without a holder, and takes over names. Nothing changes at the carrier, and nothing is released. Up to ${appliedItemsMax} items at once; each is checked again, and refused when something has changed since. Only the latest comparison can be applied. For an account whose \`apiUrl\` is not the carrier's, only superadmins add numbers.`,
      response: ok(appliedItemsSchema, "What became of the items."),
    },
    async ({ owner, id, params, request: { body } }) => {
      const syncId = syncOf(routes, params);
      const { items, hasMore } = await applyCarrierSync(owner, {
        ...{ accountId: id, syncId, ...toItems(body) },
      });
      return { items: items.map(toAppliedItem), hasMore };
    },
  );
}

const nameOf = (params: Readonly<Record<string, TSchema>>): string => Object.keys(params)[0] ?? "";
const pathOf = (sync: AccountRoutes["sync"]): string => `/syncs/:${nameOf(sync)}`;
const webhookPathOf = ({ sync, syncItem }: AccountRoutes): string =>
  `${pathOf(sync)}/items/:${nameOf(syncItem)}/webhook`;

type Values = Readonly<Record<string, string>>;

const syncOf = ({ sync }: AccountRoutes, params: Values) => params[nameOf(sync)] as CarrierSyncId;
const itemOf = (routes: AccountRoutes, accountId: CarrierAccountId, params: Values) => ({
  ...{ accountId, syncId: syncOf(routes, params) },
  itemId: params[nameOf(routes.syncItem)] as CarrierSyncItemId,
});

function addSetWebhookRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{
        verb: "set",
        part: "Webhook",
        access: "write",
        method: "POST",
        rest: webhookPathOf(routes),
        errors: [409],
      },
      params: { ...routes.sync, ...routes.syncItem },
      config: { ignoresBody: true },
      summary: "Set the webhook of one difference at the carrier",
      description:
        "Changes the carrier's configuration: that of the number, or of the application that `sharedBy` numbers have. The former URL is kept for the undo. Refused when the carrier has another one than the comparison found.",
      response: ok(carrierSyncItemSchema, "The item, applied."),
    },
    async ({ owner, id, params }) =>
      toCarrierSyncItem({ item: await setCarrierWebhook(owner, itemOf(routes, id, params)), request: null }),
  );
}

function addUndoWebhookRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{
        verb: "undo",
        part: "Webhook",
        access: "write",
        method: "POST",
        rest: `${webhookPathOf(routes)}/undo`,
      },
      ...{ params: { ...routes.sync, ...routes.syncItem }, errors: [409] },
      config: { ignoresBody: true },
      summary: "Set the webhook of one difference as it was before",
      description: "Refused when the carrier has another URL than the one that was set.",
      response: ok(carrierSyncItemSchema, "The item, undone."),
    },
    async ({ owner, id, params }) =>
      toCarrierSyncItem({ item: await undoCarrierWebhook(owner, itemOf(routes, id, params)), request: null }),
  );
}
