import type { ChainedEvent } from "../../model.ts";
import type { RecordNames, StoreReader } from "../../storage/store.ts";

/** Of the records that an event concerns, as they are when the event is read. Neither stored nor hashed with it. */
export interface EventNames {
  readonly line: string | null;
  readonly userName: string | null;
  /** Null in the events of the platform. */
  readonly organizationName: string | null;
  /** Null in the events of the platform. */
  readonly organizationSlug: string | null;
}

export interface NamedEvent extends ChainedEvent {
  readonly names?: EventNames;
}

/** Adds the names to events of one organization. */
export async function withNames<E extends ChainedEvent>(
  reads: StoreReader,
  events: readonly E[],
): Promise<readonly (E & NamedEvent)[]> {
  if (events.length === 0) return [];
  const [names, organization] = await Promise.all([
    reads.events.names({
      numberIds: distinct(events.map(({ numberId }) => numberId)),
      userIds: distinct(events.map(({ userId }) => userId)),
    }),
    reads.organization.get(),
  ]);
  const { name: organizationName = null, slug: organizationSlug = null } = organization ?? {};
  const ofOrganization = { organizationName, organizationSlug };
  return events.map((event) => ({ ...event, names: { ...namesOf(event, names), ...ofOrganization } }));
}

const distinct = <Id>(ids: readonly (Id | null)[]): readonly Id[] => [
  ...new Set(ids.filter((id) => id !== null)),
];

const namesOf = ({ numberId, userId }: ChainedEvent, { lines, userNames }: RecordNames) => ({
  line: (numberId && lines.get(numberId)) ?? null,
  userName: (userId && userNames.get(userId)) ?? null,
});
