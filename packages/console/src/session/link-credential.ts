import { signInWithKey } from "./sessions.ts";

/** Why the sign-in with a link failed; the page to sign in shows it. */
let failure: unknown;

export const linkFailure = (): unknown => failure;

/**
 * Signs in with the credential in the fragment of the URL: the one-time link of the first start, or an invitation. The
 * fragment is removed from the address and the history of the browser first. Never throws.
 */
export async function signInWithLink(): Promise<void> {
  const credential = new URLSearchParams(location.hash.slice(1));
  const secret = credential.get("once") ?? credential.get("invitation");
  if (secret === null) return;
  history.replaceState(null, "", `${location.pathname}${location.search}`);
  try {
    await signInWithKey(secret);
  } catch (error) {
    failure = error;
  }
}
