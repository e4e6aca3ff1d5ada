import { Link } from "@tanstack/react-router";
import { useText } from "../i18n/use-text.ts";
import { EmptyState } from "./EmptyState.tsx";
import { PageHeader } from "./PageHeader.tsx";

export function NotFound() {
  const t = useText();
  return (
    <div className="screen">
      <PageHeader title={t("Not found")} />
      <EmptyState
        sentence={t("The console has no page at this address.")}
        action={<Link to="/">{t("Go to the start")}</Link>}
      />
    </div>
  );
}
