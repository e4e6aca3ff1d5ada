import type { Methods } from "../method.ts";

/** Credentials of an organization's users. */
export const apiKeys = (methods: Methods) => ({
  /** Create an API key for a user. */
  create: methods.send("createApiKey", "POST", "/organizations/{organization}/api-keys"),
  /** List the API keys that are not revoked. */
  list: methods.list("listApiKeys", "/organizations/{organization}/api-keys"),
  /** Rotate an API key. */
  rotate: methods.send("rotateApiKey", "POST", "/organizations/{organization}/api-keys/{apiKey}/rotate"),
  /** Revoke an API key. */
  revoke: methods.delete("revokeApiKey", "/organizations/{organization}/api-keys/{apiKey}"),
});

/** With an invitation a person makes their first API key. */
export const invitations = (methods: Methods) => ({
  /** Invite a person to make their first API key. */
  create: methods.send("createInvitation", "POST", "/organizations/{organization}/users/{user}/invitations"),
  /** List the invitations that are neither redeemed nor revoked. */
  list: methods.list("listInvitations", "/organizations/{organization}/invitations"),
  /** Revoke an invitation. */
  revoke: methods.delete("revokeInvitation", "/organizations/{organization}/invitations/{invitation}"),
  /** Redeem an invitation for an API key. */
  redeem: methods.send("redeemInvitation", "POST", "/invitations/redeem"),
});

/** People who are signed in to the console. */
export const sessions = (methods: Methods) => ({
  /** Sign in to the console. */
  create: methods.act("createSession", "POST", "/sessions"),
  /** Get what the page to sign in needs. */
  console: methods.get("getConsole", "/console"),
  /** List the caller's sessions. */
  listOwn: methods.list("listOwnSessions", "/sessions"),
  /** Sign out of the console, or end another session of the caller. */
  endOwn: methods.delete("endOwnSession", "/sessions/{session}"),
  /** List the sessions of the organization's users. */
  list: methods.list("listSessions", "/organizations/{organization}/sessions"),
  /** End a session. */
  end: methods.delete("endSession", "/organizations/{organization}/sessions/{session}"),
});

/** Queries of the console's screens under a name. */
export const savedViews = (methods: Methods) => ({
  /** Save a view of a screen. */
  create: methods.send("createSavedView", "POST", "/organizations/{organization}/saved-views"),
  /** List the saved views. */
  list: methods.list("listSavedViews", "/organizations/{organization}/saved-views"),
  /** Get a saved view. */
  get: methods.get("getSavedView", "/organizations/{organization}/saved-views/{savedView}"),
  /** Change a saved view. */
  update: methods.send("updateSavedView", "PATCH", "/organizations/{organization}/saved-views/{savedView}"),
  /** Delete a saved view. */
  delete: methods.delete("deleteSavedView", "/organizations/{organization}/saved-views/{savedView}"),
});

/** Credentials of the telephony edge, for lookups only. */
export const routerKeys = (methods: Methods) => ({
  /** Create a router key. */
  create: methods.send("createRouterKey", "POST", "/router-keys"),
  /** List the router keys that are not revoked. */
  list: methods.list("listRouterKeys", "/router-keys"),
  /** Revoke a router key. */
  revoke: methods.delete("revokeRouterKey", "/router-keys/{routerKey}"),
});

/** Credentials of the platform's operator. */
export const superadminKeys = (methods: Methods) => ({
  /** Create a superadmin key. */
  create: methods.send("createSuperadminKey", "POST", "/superadmin-keys"),
  /** List the superadmin keys that are not revoked. */
  list: methods.list("listSuperadminKeys", "/superadmin-keys"),
  /** Rotate a superadmin key. */
  rotate: methods.send("rotateSuperadminKey", "POST", "/superadmin-keys/{superadminKey}/rotate"),
  /** Revoke a superadmin key. */
  revoke: methods.delete("revokeSuperadminKey", "/superadmin-keys/{superadminKey}"),
});

/** The keys that sign checkpoints of the events. */
export const signingKeys = (methods: Methods) => ({
  /** List the public keys of the installation. */
  list: methods.get("listSigningKeys", "/keys"),
  /** Create the key that signs from now on. */
  rotate: methods.act("rotateSigningKey", "POST", "/keys"),
});
