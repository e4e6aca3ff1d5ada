import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { EventSentence } from "../../components/events/EventSentence.tsx";
import { Instant } from "../../components/Instant.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { lastEventsQuery } from "../../data/events.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import "./home.css";

const shownEvents = 15;

export function LastEvents() {
  const t = useText();
  const organization = useOrganization();
  const { data, error } = useQuery(lastEventsQuery(organization, shownEvents));
  return (
    <section className="card" aria-labelledby="last-events">
      <h2 id="last-events">{t("Last changes")}</h2>
      {error !== null && <ErrorNotice error={error} />}
      {data === undefined && error === null && <ScreenLoading />}
      {data?.length === 0 && <EmptyState sentence={t("Nothing has changed yet.")} />}
      <ol className="event-list">
        {data?.map((event) => (
          <li key={event.seq}>
            <EventSentence event={event} />
            <span className="quiet">
              <Instant at={event.at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
