import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { CarrierAccount } from "@whoseline/sdk";
import { Button } from "../../components/Button.tsx";
import { EmptyState } from "../../components/EmptyState.tsx";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { PageHeader } from "../../components/PageHeader.tsx";
import { ScreenLoading } from "../../components/ScreenLoading.tsx";
import { ScrollRegion } from "../../components/ScrollRegion.tsx";
import { carrierAccountsQuery } from "../../data/carrier-accounts.ts";
import { carrierNames } from "../../data/carrier-names.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { CreateCarrierAccountDialog } from "./CreateCarrierAccountDialog.tsx";

/** The accounts of the organization at carriers, whose webhooks ring the holders of its numbers. */
export function CarrierAccountsScreen() {
  const t = useText();
  const organization = useOrganization();
  const { canChange } = usePermissions();
  const [{ dialog }, changeUrl] = useUrlState();
  const { data, error } = useQuery(carrierAccountsQuery(organization));
  const create = canChange && (
    <Button kind="primary" onClick={() => changeUrl({ dialog: "create" })}>
      {t("Add a carrier account")}
    </Button>
  );
  return (
    <div className="screen">
      <PageHeader title={t("Carrier accounts")} actions={create} />
      {error !== null && <ErrorNotice error={error} />}
      {data === undefined && error === null && <ScreenLoading />}
      {data?.length === 0 && (
        <EmptyState sentence={t("No carrier account yet. With one, calls to a number ring its holder.")} />
      )}
      {data !== undefined && data.length > 0 && <AccountTable accounts={data} />}
      {canChange && dialog === "create" && (
        <CreateCarrierAccountDialog onClose={() => changeUrl({ dialog: undefined })} />
      )}
    </div>
  );
}

function AccountTable({ accounts }: { readonly accounts: readonly CarrierAccount[] }) {
  const t = useText();
  const organization = useOrganization();
  return (
    <ScrollRegion label={t("Carrier accounts")}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("Name")}</th>
            <th scope="col">{t("Carrier")}</th>
            <th scope="col">{t("Status")}</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map(({ id, name, provider, status }) => (
            <tr key={id}>
              <td>
                <Link
                  to="/o/$organization/carrier-accounts/$carrierAccount"
                  params={{ organization, carrierAccount: id }}
                >
                  <bdi>{name}</bdi>
                </Link>
              </td>
              <td>{carrierNames[provider]}</td>
              <td>{status === "enabled" ? t("Enabled") : t("Disabled")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
