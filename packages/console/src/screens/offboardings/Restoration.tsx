import type { Restoration as RestorationRecord } from "@whoseline/sdk";
import { Line } from "../../components/Line.tsx";
import { useText } from "../../i18n/use-text.ts";

/** What an undo restores, or has restored. */
export function Restoration({ restoration }: { readonly restoration: RestorationRecord }) {
  const t = useText();
  const answers = [
    ...restoration.numbers.map(({ numberId, line, ...fate }) => ({
      key: numberId,
      name: <Line>{line}</Line>,
      ...fate,
    })),
    ...restoration.groups.map(({ groupId, ...fate }) => ({ key: groupId, name: t("Group"), ...fate })),
    ...restoration.apiKeys.map(({ apiKeyId, ...fate }) => ({ key: apiKeyId, name: t("API key"), ...fate })),
    ...restoration.access.map(({ what, ...fate }) => ({
      key: what,
      name: <code dir="ltr">{what}</code>,
      ...fate,
    })),
  ];
  return (
    <section className="card" aria-labelledby="restoration">
      <h2 id="restoration">{t("What an undo restores")}</h2>
      <ul>
        {answers.map(({ key, name, isRestored, why }) => (
          <li key={key}>
            {name}: {isRestored === null ? t("perhaps") : isRestored ? t("yes") : t("no")}
            {why !== "" && (
              <span className="quiet" lang="en">
                {" "}
                <bdi>{why}</bdi>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
