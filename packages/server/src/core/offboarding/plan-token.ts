import type { OffboardingId } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { idLength } from "../kernel/ids.ts";

/** Authorizes applying the plan with this id: the id and a keyed hash, so that it cannot be made from the id alone. */
export const planTokenOf = ({ services, organizationId }: Context, planId: OffboardingId): string =>
  `${planId}.${services.secrets.hash("plan", `${organizationId} ${planId}`).slice(0, 32)}`;

/** The id of the plan that the token is for, not verified. */
export const planIdOf = (token: string): OffboardingId => token.slice(0, idLength) as OffboardingId;
