import { useText } from "../../i18n/use-text.ts";
import { describeError } from "./describe-error.ts";

/** An error with its fields, its cause, the remedy and the request ID. */
export function ErrorNotice({ error }: { readonly error: unknown }) {
  const t = useText();
  const { title, cause, remedy, fields, code, requestId } = describeError(t, error);
  return (
    <div className="notice notice-error" role="alert">
      <strong>{title}</strong>
      <p lang="en" dir="ltr">
        {cause}
      </p>
      {fields.length > 0 && (
        <ul lang="en" dir="ltr">
          {fields.map(({ field, detail }) => (
            <li key={`${field} ${detail}`}>
              <code>{field}</code>: {detail}
            </li>
          ))}
        </ul>
      )}
      <p>{remedy}</p>
      {(code !== undefined || requestId !== undefined) && (
        <p className="notice-ids">
          {code !== undefined && <code dir="ltr">{code}</code>}
          {requestId !== undefined && (
            <span>
              {t("Request ID")} <code dir="ltr">{requestId}</code>
            </span>
          )}
        </p>
      )}
    </div>
  );
}
