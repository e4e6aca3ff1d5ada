import type { Inbound, Outbound } from "../core/routing/route-lookups.ts";
import { toIso } from "../http/mounting/schema.ts";

/** The fields of an answer as a hash: text only, without fields that are null. */
export type Fields = ReadonlyMap<string, string>;

/** `endpoint` is the preferred one, `endpoints` are separated by spaces; `age` is in milliseconds. */
export function inboundFields({ organizationId, numberId, holder, ...answer }: Inbound): Fields {
  const endpoint = holder?.endpoints[0];
  return fieldsOf({
    holder: holder?.userId,
    endpoint,
    endpoints: holder?.endpoints.join(" "),
    organization: organizationId,
    number: numberId,
    assignment: holder?.assignmentId,
    since: holder && toIso(holder.assignedAt),
    ...reasonOf(answer),
  });
}

export function outboundFields({ organizationId, from, provider, ...answer }: Outbound): Fields {
  return fieldsOf({
    line: from?.line,
    provider,
    organization: organizationId,
    number: from?.numberId,
    assignment: from?.assignmentId,
    since: from && toIso(from.assignedAt),
    ...reasonOf(answer),
  });
}

const reasonOf = ({
  why,
  source,
  ageMs,
}: Pick<Inbound, "source" | "ageMs"> & Pick<Inbound | Outbound, "why">) => ({
  rule: why.rule,
  text: why.text,
  overridden: why.overridden.map(({ rule }) => rule).join(" ") || undefined,
  source,
  age: String(Math.ceil(ageMs)),
});

const fieldsOf = (values: Readonly<Record<string, string | null | undefined>>): Fields =>
  new Map(Object.entries(values).filter((field): field is [string, string] => typeof field[1] === "string"));
