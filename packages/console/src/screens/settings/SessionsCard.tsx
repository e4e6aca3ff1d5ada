import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { Instant } from "../../components/Instant.tsx";
import { reportDone } from "../../components/toasts/toast-manager.ts";
import { useText } from "../../i18n/use-text.ts";
import { client } from "../../session/client.ts";

const queryKey = ["own-sessions"];

/** The browsers in which the caller is signed in. */
export function SessionsCard() {
  const t = useText();
  const queryClient = useQueryClient();
  const { data, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) => client.sessions.listOwn({ limit: 200 }, { signal }).toArray({ max: 1000 }),
  });
  const end = useMutation({
    mutationFn: async (session: string) => await client.sessions.endOwn({ session }),
    onSuccess: async () => {
      reportDone(t("The session is ended."));
      await queryClient.invalidateQueries({ queryKey });
    },
  });
  return (
    <section className="card" aria-labelledby="sessions">
      <h2 id="sessions">{t("Sessions")}</h2>
      {error !== null && <ErrorNotice error={error} />}
      {end.isError && <ErrorNotice error={end.error} />}
      <ul className="holders">
        {data?.map(({ id, createdAt, lastUsedAt, isCurrent }) => (
          <li key={id} className="holder">
            <div>
              {t("Signed in")} <Instant at={createdAt} />
              <div className="quiet">
                {t("Last used")} <Instant at={lastUsedAt} />
              </div>
            </div>
            {isCurrent ? (
              <span className="quiet">{t("this browser")}</span>
            ) : (
              <Button isBusy={end.isPending && end.variables === id} onClick={() => end.mutate(id)}>
                {t("End")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
