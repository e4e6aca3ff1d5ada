import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { EventSentence } from "../../components/events/EventSentence.tsx";
import { eventKinds } from "../../components/events/event-kinds.ts";
import { eventText } from "../../components/events/event-text.ts";
import { SelectField } from "../../components/forms/SelectField.tsx";
import { TextField } from "../../components/forms/TextField.tsx";
import { Instant } from "../../components/Instant.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { reportDone } from "../../components/toasts/toast-manager.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";
import { LiveStatus } from "./LiveStatus.tsx";
import { keptEvents, useLiveEvents } from "./use-live-events.ts";
import "./events.css";

/** The changes of the organization as they are committed. */
export function EventsScreen() {
  const t = useText();
  const format = useFormat();
  const organization = useOrganization();
  const [{ kind: kindText, after }] = useUrlState();
  const kind = eventKinds.find((known) => known === kindText);
  const [isPaused, setPaused] = useState(false);
  const live = useLiveEvents({ organization, kind, after }, isPaused);
  return (
    <div className="screen">
      <PageHeader
        title={t("Live events")}
        note={<LiveStatus live={live} isPaused={isPaused} />}
        actions={
          <>
            <Button aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
              {isPaused ? t("Continue") : t("Pause")}
            </Button>
            <CopyCommand organization={organization} kind={kind} after={live.events[0]?.seq} />
          </>
        }
      />
      <EventFilter />
      {live.error !== undefined && <ErrorNotice error={live.error} />}
      {live.events.length === 0 && live.error === undefined && (
        <EmptyState sentence={t("New changes appear here. Enter a number to begin with an earlier one.")} />
      )}
      <ol className="live-events">
        {live.events.map((event) => (
          <li key={event.seq}>
            <span className="live-seq quiet">{format.count(event.seq)}</span>
            <EventSentence event={event} />
            <span className="quiet">
              <Instant at={event.at} />
            </span>
          </li>
        ))}
      </ol>
      {live.events.length === keptEvents && (
        <p className="quiet">{t("Only the newest {count} events are shown.", { count: keptEvents })}</p>
      )}
    </div>
  );
}

function EventFilter() {
  const t = useText();
  const [search, changeUrl] = useUrlState();
  const [after, setAfter] = useState(search.after ?? "");
  return (
    <form
      className="filter-fields"
      onSubmit={(event) => {
        event.preventDefault();
        changeUrl({ after: after || undefined });
      }}
    >
      <TextField
        label={t("Begin after event")}
        inputMode="numeric"
        pattern="[0-9]*"
        dir="ltr"
        value={after}
        onText={setAfter}
      />
      <SelectField
        label={t("Kind")}
        value={search.kind ?? ""}
        options={[["", t("Every kind")], ...eventKinds.map((kind) => [kind, eventText(t, kind)] as const)]}
        onValue={(kind) => changeUrl({ kind: kind || undefined })}
      />
      <Button type="submit">{t("Show")}</Button>
    </form>
  );
}

interface CopyCommandProps {
  readonly organization: string;
  readonly kind: string | undefined;
  readonly after: number | undefined;
}

/** Copies the command that follows the same events in a terminal. The key is a variable there. */
function CopyCommand({ organization, kind, after }: CopyCommandProps) {
  const t = useText();
  const query = new URLSearchParams({ ...(kind && { kind }), ...(after && { after: String(after) }) });
  const url = `${location.origin}/registry/v1/organizations/${organization}/events/stream?${query}`;
  const copy = async () => {
    await navigator.clipboard.writeText(`curl -N -H "Authorization: Bearer $WHOSELINE_KEY" '${url}'`);
    reportDone(t("Copied."));
  };
  return <Button onClick={() => void copy()}>{t("Copy as curl")}</Button>;
}
