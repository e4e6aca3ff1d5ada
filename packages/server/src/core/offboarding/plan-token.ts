import type { OffboardingId } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { idLength } from "../kernel/ids.ts";

/** Authorizes applying the plan with this id: the id and a MAC, so that it cannot be made from the id alone. */
export const planTokenOf = (context: Context, planId: OffboardingId): string =>
  `${planId}.${context.services.secrets.mac("plan", textOf(context, planId))}`;

/** The id of the plan that the token is for, not verified. */
export const planIdOf = (token: string): OffboardingId => token.slice(0, idLength) as OffboardingId;

/** Whether the token is the one of this plan. */
export const isPlanToken = (context: Context, planId: OffboardingId, token: string): boolean =>
  token.startsWith(`${planId}.`) &&
  context.services.secrets.matchesMac("plan", textOf(context, planId), token.slice(planId.length + 1));

const textOf = ({ organizationId }: Context, planId: OffboardingId): string => `${organizationId} ${planId}`;
