import { id, instant, nullable, oneOf, Type, toIso } from "../../http/mounting/schema.ts";
import { dialectNames, type Event, eventKinds } from "../../model.ts";

const record = (description: string) =>
  nullable(Type.Object({}, { additionalProperties: true, description }));
export const eventSchema = Type.Object({
  seq: Type.Integer({ description: "1, 2, 3 … within the organization, without gap." }),
  at: instant(),
  kind: oneOf(eventKinds),
  subjectId: id(),
  userId: nullable(id()),
  numberId: nullable(id()),
  actorId: id(),
  credentialId: Type.String(),
  dialect: oneOf(dialectNames),
  requestId: Type.String(),
  reason: nullable(Type.String()),
  undoes: nullable(Type.Integer({ description: "The event that this one takes back." })),
  before: record("The whole record before the change; null before it was born."),
  after: record("The whole record after the change; null after it ended."),
});
export const toEvent = (it: Event) => ({ ...it, at: toIso(it.at) });
