import type { AppliedItem } from "../../core/carrier-sync/apply-sync.ts";
import type { DescribedSyncItem } from "../../core/carrier-sync/read-syncs.ts";
import { component, id, instant, nullable, oneOf, Type, toIso } from "../../http/mounting/schema.ts";
import {
  type CarrierSync,
  type CarrierSyncItem,
  carrierSyncFailures,
  carrierSyncStates,
  driftItemStates,
  driftKinds,
  webhookPlaces,
} from "../../model.ts";
import { toIsoOrNull } from "./wire.ts";

export const driftKind = (options: object = {}) =>
  oneOf(driftKinds, {
    ...component(
      "DriftKind",
      "`missingHere`: only the carrier has the number. `missingThere`: the carrier does not have it. `notActiveThere`: it is not in service there. `forwardedThere`: the carrier itself forwards its calls. `voiceElsewhere`, `smsElsewhere`: a webhook has another URL. `methodDiffers`: its method is not POST. `nameDiffers`. `capabilityLacking`: a held number cannot do it. `unreadable`: the carrier's text is no line. `twice`: the carrier has the line twice.",
    ),
    ...options,
  });
export const driftItemState = (options: object = {}) =>
  oneOf(driftItemStates, {
    ...component("DriftItemState", "`undone`: the carrier has the former webhook again."),
    ...options,
  });

const failureSchema = Type.Object(
  {
    reason: oneOf(carrierSyncFailures, component("CarrierSyncFailureReason", "Why a comparison failed.")),
    detail: Type.String(),
  },
  component("CarrierSyncFailure", "Why an inventory was not compared: nothing is known about it then."),
);

export const carrierSyncSchema = Type.Object(
  {
    id: id(),
    accountId: id(),
    jobId: nullable(id(), { description: "The job of the comparison." }),
    state: oneOf(carrierSyncStates, component("CarrierSyncState", "Where a comparison is.")),
    failure: nullable(failureSchema),
    here: Type.Integer({ description: "The numbers of the inventory that were compared." }),
    there: Type.Integer({ description: "The numbers at the carrier." }),
    counts: Type.Record(Type.String(), Type.Integer(), { description: "The number of items by kind." }),
    createdBy: nullable(id(), { description: "The user who started it; null for a scheduled one." }),
    createdAt: instant(),
    readAt: nullable(instant(), { description: "When it was complete." }),
  },
  component("CarrierSync", "A comparison of an inventory with that of a carrier. It changes nothing."),
);

export const toCarrierSync = (it: CarrierSync) => ({
  id: it.id,
  accountId: it.accountId,
  jobId: it.jobId,
  state: it.state,
  failure: it.failure && { reason: it.failure.reason, detail: it.failure.message },
  here: it.here,
  there: it.there,
  counts: it.counts,
  createdBy: it.createdBy,
  createdAt: toIso(it.createdAt),
  readAt: toIsoOrNull(it.readAt),
});

const requestSchema = Type.Object(
  { method: Type.String(), url: Type.String(), body: nullable(Type.String()) },
  component("SuggestedCarrierRequest", "A request to the carrier, without its credentials."),
);

export const carrierSyncItemSchema = Type.Object(
  {
    id: id(),
    position: Type.Integer(),
    kind: driftKind(),
    state: driftItemState(),
    line: nullable(Type.String(), { description: "Null when the carrier's text is no line." }),
    ref: nullable(Type.String(), { description: "The carrier's id of the number." }),
    numberId: nullable(id()),
    organizationId: nullable(id(), { description: "The organization of the number in the inventory." }),
    isHeld: Type.Boolean({ description: "Whether a user holds the number." }),
    channel: nullable(oneOf(["voice", "sms"] as const, { description: "What the webhook is for." })),
    found: nullable(Type.String(), { description: "What the carrier has." }),
    expected: nullable(Type.String(), { description: "What it should be; the name in the inventory." }),
    via: nullable(oneOf(webhookPlaces, { description: "Where the carrier keeps the URL of the webhook." })),
    viaRef: nullable(Type.String(), { description: "The carrier's id of that place." }),
    sharedBy: Type.Integer({
      description: "The numbers at the carrier that have the same webhook, and change with it.",
    }),
    others: Type.Array(Type.String(), { description: "Where else the carrier has the line." }),
    appliedAt: nullable(instant(), { description: "When it was applied or undone." }),
    before: nullable(Type.String(), { description: "The URL that the carrier had before it was set." }),
    request: nullable(requestSchema, {
      description: "What sets the webhook. It is sent by the action for one item only.",
    }),
  },
  component(
    "CarrierSyncItem",
    "One difference between two inventories. What does not concern its kind is null.",
  ),
);

export const toCarrierSyncItem = ({ item, request }: DescribedSyncItem) => ({
  ...toPlainItem(item),
  request,
});

const toPlainItem = ({ id, position, drift, state, change }: CarrierSyncItem) => ({
  ...{ id, position, kind: drift.kind, state },
  line: drift.line,
  ref: drift.ref,
  numberId: change?.numberId ?? drift.numberId,
  organizationId: drift.organizationId,
  isHeld: drift.isHeld,
  channel: drift.channel,
  found: drift.found,
  expected: drift.expected,
  via: drift.via,
  viaRef: drift.viaRef,
  sharedBy: drift.sharedBy,
  others: drift.others,
  appliedAt: change === null ? null : toIso(change.at),
  before: change?.before?.url ?? null,
});

const errorSchema = Type.Object(
  { code: Type.String(), detail: Type.String() },
  component("RefusedCarrierSyncItem", "Why an item was not applied."),
);

export const appliedItemsSchema = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        { itemId: id(), numberId: nullable(id()), error: nullable(errorSchema) },
        component("AppliedCarrierSyncItem", "What became of one item."),
      ),
    ),
    hasMore: Type.Boolean({ description: "Whether more open items can be applied." }),
  },
  component("AppliedCarrierSync", "What became of the items."),
);

export const toAppliedItem = ({ itemId, numberId, error }: AppliedItem) => ({
  itemId,
  numberId,
  error: error && { code: error.code, detail: error.message },
});
