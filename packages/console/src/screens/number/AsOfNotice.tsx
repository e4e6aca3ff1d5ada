import { Button } from "../../components/Button.tsx";
import { Instant } from "../../components/Instant.tsx";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";

/** Reports that the page shows the past. */
export function AsOfNotice({ asOf }: { readonly asOf: number }) {
  const t = useText();
  const [, changeUrl] = useUrlState();
  return (
    <div className="notice notice-warning as-of" role="status">
      <p>
        {t("The holders are shown as they were at:")} <Instant at={asOf} />
      </p>
      <Button onClick={() => changeUrl({ asOf: undefined })}>{t("Show now")}</Button>
    </div>
  );
}
