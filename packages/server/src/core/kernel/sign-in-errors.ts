import type { CatalogueEntry } from "./error-kinds.ts";

/** The errors of a caller who is not signed in, by public code. */
export const signInErrors = {
  invalid_credential: {
    kind: "unauthenticated",
    sentence: "The credential is invalid. Check that it was copied completely.",
  },
  credential_expired: {
    kind: "unauthenticated",
    sentence: "The credential has expired. Create a new one.",
  },
  credential_revoked: {
    kind: "unauthenticated",
    sentence: "The credential has been revoked. Create a new one.",
  },
  platform_token_rejected: {
    kind: "unauthenticated",
    sentence:
      "Users of the platform sign in with an API key here. JWTs of superadmins and routers are not accepted.",
  },
  credential_user_inactive: {
    kind: "unauthenticated",
    sentence: "The user of this credential is not active.",
  },

  invitation_used: {
    kind: "unauthenticated",
    sentence: "This invitation was redeemed or revoked. Ask an admin for a new one.",
  },

  session_ended: { kind: "unauthenticated", sentence: "The session has ended. Sign in again." },
  sign_in_link_used: {
    kind: "unauthenticated",
    sentence: "This sign-in link was used or has expired. Sign in with an API key.",
  },
} as const satisfies Record<string, CatalogueEntry>;
