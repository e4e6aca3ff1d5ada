import { useText } from "../i18n/use-text.ts";
import { useConnection } from "../session/connection.ts";

/** Reports that the server does not answer at present. What is typed stays in the page. */
export function ConnectionNotice() {
  const t = useText();
  const connection = useConnection();
  return (
    <div role="status" className="connection">
      {connection === "retrying" && (
        <p className="notice notice-warning">{t("The server does not answer. Trying again…")}</p>
      )}
    </div>
  );
}
