import { useText } from "../i18n/use-text.ts";

export function ScreenLoading() {
  const t = useText();
  return (
    <p className="screen-loading" role="status">
      {t("Loading…")}
    </p>
  );
}
