import { useQueryClient } from "@tanstack/react-query";
import { Modal } from "../components/Modal.tsx";
import { useText } from "../i18n/use-text.ts";
import { KeyForm } from "./KeyForm.tsx";
import { setSessionEnded } from "./session-end.ts";

/** Asks for a sign-in over a page whose session has ended. The page below keeps everything that was typed. */
export function SignInAgain() {
  const t = useText();
  const queryClient = useQueryClient();
  const resume = async () => {
    setSessionEnded(false);
    await queryClient.invalidateQueries();
  };
  return (
    <Modal
      isRequired
      title={t("Your session has ended")}
      description={t("Sign in again. Everything that you typed is still here.")}
      onClose={() => undefined}
    >
      <KeyForm onSignedIn={resume} />
    </Modal>
  );
}
