import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button } from "../../components/Button.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { Instant } from "../../components/Instant.tsx";
import { carrierSyncsQuery } from "../../data/carrier-syncs.ts";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { client } from "../../session/client.ts";

/** The last comparisons of the inventory with that of the carrier, and the start of another one. */
export function SyncList({ id }: { readonly id: string }) {
  const t = useText();
  const organization = useOrganization();
  const navigate = useNavigate();
  const { canChange } = usePermissions();
  const { data = [], error } = useQuery(carrierSyncsQuery(organization, id));
  const link = (carrierSync: string) =>
    ({
      to: "/o/$organization/carrier-accounts/$carrierAccount/syncs/$carrierSync",
      params: { organization, carrierAccount: id, carrierSync },
    }) as const;
  const start = useChange({
    send: () => client.carrierAccounts.sync({ organization, carrierAccount: id }),
    done: () => t("The comparison is started."),
    onResult: (sync) => void navigate(link(sync.id)),
  });
  const failure = error ?? start.error;
  return (
    <section className="card" aria-labelledby="comparisons">
      <div className="card-header">
        <h2 id="comparisons">{t("Comparisons with the carrier's numbers")}</h2>
        {canChange && (
          <Button isBusy={start.isPending} onClick={() => start.mutate(undefined)}>
            {t("Compare now")}
          </Button>
        )}
      </div>
      {failure !== null && <ErrorNotice error={failure} />}
      <p className="quiet">{t("A comparison changes nothing, neither here nor at the carrier.")}</p>
      <ul>
        {data.map(({ id: sync, createdAt, state }) => (
          <li key={sync}>
            <Link {...link(sync)}>
              <Instant at={createdAt} />
            </Link>{" "}
            {{ running: t("Running"), complete: t("Complete"), failed: t("Failed") }[state]}
          </li>
        ))}
      </ul>
    </section>
  );
}
