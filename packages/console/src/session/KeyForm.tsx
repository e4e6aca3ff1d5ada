import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../components/Button.tsx";
import { ErrorNotice } from "../components/errors/ErrorNotice.tsx";
import { TextField } from "../components/forms/TextField.tsx";
import { useText } from "../i18n/use-text.ts";
import { signInWithKey } from "./sessions.ts";

/** Signs in with an API key. The key is sent once and kept nowhere in the page. */
export function KeyForm({ onSignedIn }: { readonly onSignedIn: () => Promise<void> }) {
  const t = useText();
  const [key, setKey] = useState("");
  const signIn = useMutation({
    mutationFn: async () => {
      await signInWithKey(key.trim());
      setKey("");
      await onSignedIn();
    },
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!signIn.isPending) signIn.mutate();
      }}
    >
      <TextField
        label={t("API key")}
        type="password"
        dir="ltr"
        required
        autoComplete="off"
        spellCheck={false}
        value={key}
        onText={setKey}
        hint={t("It begins with wl_ and is not stored in the browser.")}
      />
      {signIn.isError && <ErrorNotice error={signIn.error} />}
      <Button type="submit" kind="primary" isBusy={signIn.isPending}>
        {t("Sign in")}
      </Button>
    </form>
  );
}
