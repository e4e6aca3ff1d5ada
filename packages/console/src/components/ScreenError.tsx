import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useText } from "../i18n/use-text.ts";
import { Button } from "./Button.tsx";
import { ErrorNotice } from "./errors/ErrorNotice.tsx";

/** What the router shows instead of a screen that failed. */
export function ScreenError({ error, reset }: ErrorComponentProps) {
  const t = useText();
  const router = useRouter();
  const repeat = () => {
    reset();
    void router.invalidate();
  };
  return (
    <div className="screen">
      <ErrorNotice error={error} />
      <Button onClick={repeat}>{t("Try again")}</Button>
    </div>
  );
}
