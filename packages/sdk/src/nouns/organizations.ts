import type { Methods } from "../method.ts";

/** The tenants. */
export const organizations = (methods: Methods) => ({
  /** Create an organization with its owner. */
  create: methods.send("createOrganization", "POST", "/organizations"),
  /** List the organizations. */
  list: methods.list("listOrganizations", "/organizations"),
  /** Get an organization. */
  get: methods.get("getOrganization", "/organizations/{organization}"),
  /** Update an organization. */
  update: methods.send("updateOrganization", "PATCH", "/organizations/{organization}"),
  /** Delete an organization without numbers and API keys. */
  delete: methods.delete("deleteOrganization", "/organizations/{organization}"),
  /** Transfer the ownership to another user. */
  transferOwnership: methods.send("transferOwnership", "POST", "/organizations/{organization}/ownership"),
});

/** The people and services of an organization. */
export const users = (methods: Methods) => ({
  /** Create a user. */
  create: methods.send("createUser", "POST", "/organizations/{organization}/users"),
  /** Create up to 200 users. */
  createMany: methods.send("createUsers", "POST", "/organizations/{organization}/users:batch"),
  /** List the users. */
  list: methods.list("listUsers", "/organizations/{organization}/users"),
  /** Export the users as one file. */
  export: methods.export("listUsers", "/organizations/{organization}/users"),
  /** Get a user. */
  get: methods.get("getUser", "/organizations/{organization}/users/{user}"),
  /** Update a user. */
  update: methods.send("updateUser", "PATCH", "/organizations/{organization}/users/{user}"),
  /** Remove a user: ends assignments, revokes API keys, removes group memberships. */
  remove: methods.delete("removeUser", "/organizations/{organization}/users/{user}"),
  /** Plan or apply the removal of a user. */
  offboard: methods.send("offboardUser", "POST", "/organizations/{organization}/users/{user}/offboarding"),
  /** Sign a user out: revokes their JWTs. */
  signOut: methods.act("signOutUser", "POST", "/organizations/{organization}/users/{user}/sign-out"),
  /** Erase the personal values of a removed user. */
  erase: methods.send("eraseUser", "POST", "/organizations/{organization}/users/{user}/erasure"),
  /** Get a user's endpoints. */
  getEndpoints: methods.get("getEndpoints", "/organizations/{organization}/users/{user}/endpoints"),
  /** Replace a user's endpoints. */
  setEndpoints: methods.send("setEndpoints", "PUT", "/organizations/{organization}/users/{user}/endpoints"),
  /** List the assignment history of a user. */
  history: methods.list("getUserHistory", "/organizations/{organization}/users/{user}/history"),
  /** List which numbers a user held, from when until when. */
  timeline: methods.list("getUserTimeline", "/organizations/{organization}/users/{user}/timeline"),
});

/** The e-mail addresses of blocked users. */
export const emailBlocks = (methods: Methods) => ({
  /** List the blocked e-mail addresses. */
  list: methods.list("listEmailBlocks", "/organizations/{organization}/email-blocks"),
  /** Lift the block of an e-mail address. */
  lift: methods.delete("liftEmailBlock", "/organizations/{organization}/email-blocks/{block}"),
});

/** Named sets of users. */
export const groups = (methods: Methods) => ({
  /** Create a group. */
  create: methods.send("createGroup", "POST", "/organizations/{organization}/groups"),
  /** List the groups. */
  list: methods.list("listGroups", "/organizations/{organization}/groups"),
  /** Get a group with its members. */
  get: methods.get("getGroup", "/organizations/{organization}/groups/{group}"),
  /** Delete a group. */
  delete: methods.delete("deleteGroup", "/organizations/{organization}/groups/{group}"),
  /** Add a user to a group (idempotent). */
  addMember: methods.act(
    "addGroupMember",
    "PUT",
    "/organizations/{organization}/groups/{group}/members/{user}",
  ),
  /** Remove a user from a group (idempotent). */
  removeMember: methods.delete(
    "removeGroupMember",
    "/organizations/{organization}/groups/{group}/members/{user}",
  ),
});

/** Removals of users; `users.offboard` makes one. */
export const offboardings = (methods: Methods) => ({
  /** List the applied offboardings. */
  list: methods.list("listOffboardings", "/organizations/{organization}/offboardings"),
  /** Get an offboarding. */
  get: methods.get("getOffboarding", "/organizations/{organization}/offboardings/{offboarding}"),
  /** Undo an offboarding within 30 days. */
  undo: methods.send(
    "undoOffboarding",
    "POST",
    "/organizations/{organization}/offboardings/{offboarding}/undo",
  ),
});
