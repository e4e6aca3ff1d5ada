import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { ErrorNotice } from "../../components/errors/ErrorNotice.tsx";
import { PreferenceFields } from "../../components/PreferenceFields.tsx";
import { useTitle } from "../../hooks/use-title.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { callerQuery } from "../../session/caller.ts";
import { KeyForm } from "../../session/KeyForm.tsx";
import { linkFailure } from "../../session/link-credential.ts";
import { setSessionEnded } from "../../session/session-end.ts";
import { ConsoleProblems } from "./ConsoleProblems.tsx";
import { IdentityProviderLink } from "./IdentityProviderLink.tsx";
import { safeDestination } from "./safe-destination.ts";
import "./sign-in.css";

export function SignInScreen() {
  const t = useText();
  const [search] = useUrlState();
  const router = useRouter();
  const queryClient = useQueryClient();
  useTitle(t("Sign in"));
  const enter = async () => {
    setSessionEnded(false);
    queryClient.clear();
    await queryClient.fetchQuery(callerQuery);
    await router.navigate({ href: safeDestination(search.next), replace: true });
  };
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <p className="brand">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="28" height="28" />
          Whoseline
        </p>
        <h1>{t("Sign in")}</h1>
        {linkFailure() !== undefined && <ErrorNotice error={linkFailure()} />}
        <ConsoleProblems />
        <IdentityProviderLink />
        <KeyForm onSignedIn={enter} />
      </div>
      <div className="sign-in-preferences">
        <PreferenceFields />
      </div>
    </main>
  );
}
