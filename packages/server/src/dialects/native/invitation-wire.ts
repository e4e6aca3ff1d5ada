import type { CreatedInvitation } from "../../core/invitations/invitations.ts";
import { component, id, instant, nullable, optional, Type, toIso } from "../../http/mounting/schema.ts";
import type { Invitation } from "../../model.ts";
import { serial, toIsoOrNull } from "./wire.ts";

const invitationFields = {
  id: id(),
  serial: serial(),
  userId: id({ description: "The person who is invited." }),
  publicId: Type.String({ description: "The part of the invitation that logs may show." }),
  createdBy: id({ description: "The user who invited." }),
  createdAt: instant(),
  expiresAt: instant(),
  redeemedAt: nullable(instant()),
  revokedAt: nullable(instant()),
};
export const invitationSchema = Type.Object(
  invitationFields,
  component("Invitation", "Lets a person without a credential make their first API key, once."),
);
export const toInvitation = (it: Invitation) => ({
  id: it.id,
  serial: it.serial,
  userId: it.userId,
  publicId: it.publicId,
  createdBy: it.createdBy,
  createdAt: toIso(it.createdAt),
  expiresAt: toIso(it.expiresAt),
  redeemedAt: toIsoOrNull(it.redeemedAt),
  revokedAt: toIsoOrNull(it.revokedAt),
});

export const createdInvitationSchema = Type.Object(
  {
    ...invitationFields,
    invitation: optional(
      Type.String({
        description:
          "The secret: the bearer credential of `redeemInvitation`. Neither a list nor the replay of a repeated request contains it.",
      }),
    ),
    link: optional(
      Type.String({
        description:
          "The page of the console that exchanges the invitation for a session, with the secret in it. Only with an https `WHOSELINE_PUBLIC_URL`, and on the machine of the server.",
      }),
    ),
  },
  component("CreatedInvitation", "A new invitation with its secret."),
);
export const toCreatedInvitation = ({ invitation, ...it }: CreatedInvitation, link: string | undefined) => ({
  ...toInvitation(it),
  ...(invitation !== undefined && { invitation }),
  ...(link !== undefined && { link }),
});
