import type { Inbound } from "../routing/route-lookups.ts";
import type { CallStep, DialTarget } from "./call.ts";
import { type CallRouting, callerIdOf } from "./call-routing.ts";
import type { CallStage } from "./call-urls.ts";

interface Ring {
  readonly step: Extract<CallStep, { kind: "ring" }>;
  /** The endpoints that are rung. */
  readonly endpoints: readonly string[];
}

export interface RingOptions {
  readonly stage: CallStage;
  readonly ringsTetherClient: boolean;
}

interface UsableEndpoint {
  readonly endpoint: string;
  readonly target: DialTarget;
}

/** Undefined when there is no endpoint to ring at this stage. */
export function ringStep(
  routing: CallRouting,
  holder: Inbound["holder"],
  { stage, ringsTetherClient }: RingOptions,
): Ring | undefined {
  if (holder === null || typeof stage === "string") return undefined;
  const endpoints = ringsTetherClient ? [`client:client_${holder.userId}`] : holder.endpoints;
  const rung = endpointsAt(stage, routing, usableEndpoints(routing, endpoints));
  const [first, ...others] = rung.map(({ target }) => target);
  if (first === undefined) return undefined;
  const { policy, urls } = routing;
  return {
    step: {
      kind: "ring",
      targets: [first, ...others],
      seconds: policy.ringSeconds,
      callerId: callerIdOf(routing),
      isRecorded: policy.recordsCalls,
      // The account's own URLs know nothing of Tether's clients.
      nextUrl: urls.next(ringsTetherClient ? "tried" : stage + 1),
      statusUrl: urls.status,
    },
    endpoints: rung.map(({ endpoint }) => endpoint),
  };
}

function endpointsAt(
  stage: number,
  { policy, capabilities }: CallRouting,
  usable: readonly UsableEndpoint[],
): readonly UsableEndpoint[] {
  const { canRingInOrder, targetsMax = usable.length } = capabilities;
  if (policy.ringMode === "simultaneous" && targetsMax > 1)
    return stage === 0 ? usable.slice(0, targetsMax) : [];
  return stage === 0 || canRingInOrder ? usable.slice(stage, stage + 1) : [];
}

/** The endpoints that this carrier reaches, without the line that was called: that would call itself. */
const usableEndpoints = (
  { capabilities, account, call }: CallRouting,
  endpoints: readonly string[],
): readonly UsableEndpoint[] =>
  endpoints.flatMap((endpoint) => {
    const target = capabilities.targetOf(endpoint, account);
    if (target === undefined || (target.kind === "phone" && target.line === call.to)) return [];
    return [{ endpoint, target }];
  });
