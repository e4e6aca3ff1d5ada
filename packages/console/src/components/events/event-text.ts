import type { EventKind } from "@whoseline/sdk";
import type { Text } from "../../i18n/use-text.ts";

/** A kind of event in words; kinds that this version does not know are shown by their name. */
export const eventText = (t: Text, kind: EventKind): string =>
  (
    ({
      "organization.created": t("Organization created"),
      "organization.updated": t("Organization changed"),
      "organization.deleted": t("Organization deleted"),
      "user.created": t("User created"),
      "user.updated": t("User changed"),
      "user.removed": t("User removed"),
      "user.restored": t("User restored"),
      "user.signedOut": t("User signed out"),
      "user.erased": t("User erased"),
      "identity.linked": t("Identity linked"),
      "identity.unlinked": t("Identity unlinked"),
      "emailBlock.created": t("E-mail address blocked"),
      "emailBlock.lifted": t("Block of an e-mail address lifted"),
      "group.created": t("Group created"),
      "group.deleted": t("Group deleted"),
      "group.memberAdded": t("Member added to a group"),
      "group.memberRemoved": t("Member removed from a group"),
      "apiKey.created": t("API key created"),
      "apiKey.updated": t("API key changed"),
      "apiKey.revoked": t("API key revoked"),
      "invitation.created": t("Invitation created"),
      "invitation.redeemed": t("Invitation redeemed"),
      "invitation.revoked": t("Invitation revoked"),
      "number.added": t("Number added"),
      "number.updated": t("Number changed"),
      "number.released": t("Number released"),
      "number.assigned": t("Number assigned"),
      "number.unassigned": t("Number unassigned"),
      "assignment.updated": t("Assignment changed"),
    }) as Readonly<Record<string, string>>
  )[kind] ?? kind;
