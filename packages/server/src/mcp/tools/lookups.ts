import { Type } from "typebox";
import { providers } from "../../model.ts";
import { part } from "../native-api.ts";
import { cursor, defineTool, limit, number, readsOnly, user } from "../tool.ts";

export const whoAnswers = defineTool({
  name: "who_answers",
  title: "Who answers a number",
  description: "Shows which user receives calls and messages for a line now, at which endpoints, and why.",
  input: {
    line: Type.String({ description: "The line that is dialled, like +14165550102.", maxLength: 64 }),
    provider: Type.Optional(
      Type.Enum([...providers], { description: "The carrier. Omitted: that of the organization's number." }),
    ),
  },
  annotations: readsOnly,
  async run(api, { line, provider }) {
    const at = provider ?? (await api.get(`/numbers/${part(line)}`)).json.provider;
    const { json } = await api.getPlatform("/routes/inbound", { provider: at, to: line, fresh: "true" });
    return { summary: json.why.text, data: json };
  },
});

const numbersMax = 20;

export const findNumbers = defineTool({
  name: "find_numbers",
  title: "Find numbers",
  description:
    "Lists numbers of the organization with their state and their holders, by any combination of filters.",
  input: {
    search: Type.Optional(
      Type.String({ description: "A part of the line, the alias or a label.", maxLength: 200 }),
    ),
    provider: Type.Optional(Type.Enum([...providers])),
    state: Type.Optional(Type.Enum(["available", "assigned", "cooling", "released"])),
    user: Type.Optional(user("Only numbers that this user holds: id, @username or e-mail address.")),
    label: Type.Optional(Type.String({ description: "Only with exactly this label.", maxLength: 200 })),
    limit: limit(numbersMax),
    cursor,
  },
  annotations: readsOnly,
  async run(api, { search, limit: size = numbersMax, ...filter }) {
    const { json } = await api.get("/numbers", { q: search, limit: size, ...filter });
    return { ...page(json, "number"), data: { items: json.items.map(toNumber) } };
  },
});

const toNumber = ({
  id,
  provider,
  line,
  alias,
  state,
  coolingUntil,
  reservedFor,
  holders,
  holderCount,
}: Json) => ({
  id,
  provider,
  line,
  alias,
  state,
  coolingUntil,
  reservedFor,
  holders: holders.map(
    ({ userId, userName, isDefault, isInboundEnabled, isOutboundEnabled, label }: Json) => ({
      userId,
      userName,
      isDefault,
      isInboundEnabled,
      isOutboundEnabled,
      label,
    }),
  ),
  holderCount,
});

export const numberHistory = defineTool({
  name: "number_history",
  title: "The history of a number",
  description:
    "Lists who held a number, from when until when, how it began and ended, by whom and why; oldest first.",
  input: { number, limit: limit(20), cursor },
  annotations: readsOnly,
  async run(api, { number: reference, limit: size = 20, cursor: next }) {
    const { json } = await api.get(`/numbers/${part(reference)}/timeline`, { limit: size, cursor: next });
    return { ...page(json, "interval"), data: { items: json.items } };
  },
});

export const holdersAsOf = defineTool({
  name: "holders_as_of",
  title: "Who held a number at a time",
  description: "Lists the users who held a number at a past time, with the flags and the label of then.",
  input: {
    number,
    at: Type.String({ description: "An instant in RFC 3339, like 2026-03-03T14:30:00Z.", maxLength: 40 }),
  },
  annotations: readsOnly,
  async run(api, { number: reference, at }) {
    const { json } = await api.get("/assignments", { number: reference, asOf: at, limit: 20 });
    return { ...page(json, "holder"), data: { items: json.items, knownSince: json.knownSince } };
  },
});

export const userOverview = defineTool({
  name: "user_overview",
  title: "A user and their numbers",
  description: "Shows a user with the numbers that they hold now.",
  input: { user: user(), cursor },
  annotations: readsOnly,
  async run(api, { user: reference, cursor: next }) {
    const { json: found } = await api.get(`/users/${part(reference)}`);
    const { json } = await api.get("/assignments", { user: found.id, limit: 20, cursor: next });
    return { ...page(json, "assignment"), data: { user: found, assignments: json.items } };
  },
});

const windowSize = 200;

export const recentEvents = defineTool({
  name: "recent_events",
  title: "What changed",
  description:
    "Lists changes of the organization, newest last: those after a position, or the last ones. With a filter, it looks through the last 200 changes.",
  input: {
    number: Type.Optional(number),
    user: Type.Optional(user()),
    after: Type.Optional(
      Type.Integer({ minimum: 0, description: "The seq after which changes are listed." }),
    ),
    limit: limit(20),
  },
  annotations: readsOnly,
  async run(api, { number: about, user: by, after, limit: size = 20 }) {
    const filter = { number: about, user: by, expand: "names" };
    if (after !== undefined) {
      const { json } = await api.get("/events", { ...filter, after, limit: size });
      return eventsOf(json.items, json.head);
    }
    const { json } = await api.get("/events", { after: "now" });
    const start = Math.max(0, json.head - (about === undefined && by === undefined ? size : windowSize));
    const found = await api.get("/events", { ...filter, after: start, limit: windowSize });
    return eventsOf(found.json.items.slice(-size), json.head);
  },
});

const eventsOf = (items: readonly Json[], head: number) => ({
  summary: `${items.length} of ${head} changes.`,
  data: {
    items: items.map(
      ({ seq, at, kind, userId, numberId, actorId, dialect, jobId, reason, names, before, after }) => ({
        ...{ seq, at, kind, userId, numberId, actorId, dialect, jobId, reason, names, before, after },
      }),
    ),
    head,
  },
});

// biome-ignore lint/suspicious/noExplicitAny: records of the native API are documented in openapi/native.yaml
export type Json = Record<string, any>;

/** The summary and the cursor of a page of the native API. */
const page = ({ items, nextCursor }: Json, noun: string) => ({
  summary: `${items.length} ${noun}${items.length === 1 ? "" : "s"}${nextCursor ? "; there are more" : ""}.`,
  nextCursor,
});
