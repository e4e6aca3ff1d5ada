import type { FastifyInstance } from "fastify";
import { listCalls } from "../../core/telephony/list-calls.ts";
import { parseInstant } from "../../http/mounting/instant.ts";
import {
  component,
  id,
  instant,
  instantInput,
  nullable,
  oneOf,
  optional,
  Type,
  toIso,
} from "../../http/mounting/schema.ts";
import { callDirections, callOutcomes, type LoggedCall, legOutcomes } from "../../model.ts";
import {
  numberReference,
  numberReferenceInput,
  pageFields,
  strict,
  toPage,
  userReference,
  userReferenceInput,
} from "./input.ts";
import { organization } from "./path-params.ts";
import { ok, route } from "./route.ts";
import { pageSchema, provider, toList } from "./wire.ts";

const callDirection = () => oneOf(callDirections, component("CallDirection"));
const callOutcome = () =>
  oneOf(
    callOutcomes,
    component(
      "CallOutcome",
      "What became of a call, as far as the carrier has reported it. `ringing`: it has not ended, or its end was not reported. `unanswered`: an outbound call that nobody answered, or an inbound one whose caller hung up while it rang. `failed`: it could not be decided.",
    ),
  );

const endpointSchema = Type.Object(
  {
    endpoint: Type.String({ description: "`client:…`, `sip:…` or `tel:…`." }),
    outcome: nullable(oneOf(legOutcomes), { description: "Null when it was not reported." }),
  },
  component("CalledEndpoint", "An endpoint of the user that was rung."),
);
const callSchema = Type.Object(
  {
    id: id(),
    carrierAccountId: id(),
    provider: provider(),
    carrierReference: Type.String({ description: "The carrier's id of the call." }),
    direction: callDirection(),
    at: instant({ description: "The start." }),
    lastReportAt: instant({ description: "When the carrier last reported something about it." }),
    line: Type.String({ description: "The number of the organization." }),
    numberId: nullable(id(), { description: "Null when the organization did not have the line." }),
    userId: nullable(id(), {
      description: "The holder who was rung, or the user who called; null for nobody.",
    }),
    otherDigits: nullable(Type.String(), {
      description: "The last four digits of the other number; null when it was withheld or is no number.",
    }),
    decision: nullable(Type.String(), {
      description:
        "What was decided last: `ring`, `dialOut`, `announce`, `voicemail`, `forward` or `reject`; null when only the end was reported.",
    }),
    rule: Type.String({ description: "The rule of the lookup that decided, as lookups name it." }),
    endpoints: Type.Array(endpointSchema, { description: "In the order in which they were rung." }),
    outcome: callOutcome(),
    expiresAt: instant({ description: "The call is deleted from the log then." }),
  },
  component("Call", "A call that a carrier asked about. No content of calls is stored."),
);
const toCall = ({ organizationId: _, carrierCallId, startedAt, ...it }: LoggedCall) => ({
  ...it,
  carrierReference: carrierCallId,
  at: toIso(startedAt),
  lastReportAt: toIso(it.lastReportAt),
  expiresAt: toIso(it.expiresAt),
});

const listQuery = strict({
  ...pageFields,
  user: optional(userReferenceInput({ description: "Only the calls of this user." })),
  number: optional(
    numberReferenceInput({ description: "A number's id, or a line, also one that was released since." }),
  ),
  direction: optional(callDirection()),
  outcome: optional(callOutcome()),
  since: optional(instantInput({ description: "Only calls that started then or later." })),
  until: optional(instantInput({ description: "Only calls that started before." })),
});

const instantOf = (text: string | undefined) => (text === undefined ? undefined : parseInstant(text));

export function callRoutes(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/calls",
      permission: "calls:read",
      operation: "listCalls",
      tag: "Calls",
      summary: "List the calls of the last days",
      description:
        "Newest first. The carrier account decides whether and for how many days calls are kept. A member can list only their own, with `user`.",
      params: { organization },
      query: listQuery,
      response: ok(pageSchema("CallPage", callSchema), "A page of calls."),
    },
    async ({ context, query }) => {
      const { user, number, direction, outcome, since, until } = query;
      const filter = {
        userId: user === undefined ? undefined : userReference(user),
        number: number === undefined ? undefined : numberReference(number),
        ...{ direction, outcome, from: instantOf(since), to: instantOf(until) },
      };
      return toList(await listCalls(context, filter, toPage(query)), toCall);
    },
  );
}
