import type { Id, Provider } from "../../model.ts";
import { answerInbound, type InboundAnswer } from "../../routing/inbound.ts";
import { answerOutbound, type OutboundAnswer } from "../../routing/outbound.ts";
import type { LineRouteInput, UserRouteInput } from "../../routing/route-input.ts";
import type { Context } from "../kernel/context.ts";

/** Where an answer comes from, and how old what it says may be. */
export interface AnswerSource {
  readonly source: "memory" | "database";
  readonly ageMs: number;
}
export interface Line {
  readonly provider: Provider;
  readonly line: string;
}

/** A promise only where the database is asked. */
type MaybePromise<Answer> = (Answer & AnswerSource) | Promise<Answer & AnswerSource>;

/**
 * Who answers a line, and which number a user calls from. A router and a superadmin ask for every organization; to
 * an admin, what is another organization's is nobody's.
 */
export const routes = (context: Context) => {
  const { store, routeIndexSync, lookupCounts, now } = context.parts;
  const { principal } = context;
  const isOwn = ({ organizationId }: { organizationId: Id }) =>
    principal.organizationId === null || principal.organizationId === organizationId;

  const inboundAnswer = (facts: LineRouteInput | undefined, told: AnswerSource) => {
    const answer = answerInbound(facts && isOwn(facts) ? facts : undefined, now());
    lookupCounts.inbound(answer.why.rule);
    return { ...answer, ...told };
  };
  const outboundAnswer = (facts: UserRouteInput | undefined, told: AnswerSource) => {
    const answer = answerOutbound(facts && isOwn(facts) ? facts : undefined);
    lookupCounts.outbound(answer.why.rule);
    return { ...answer, ...told };
  };

  const fromMemory = {
    /** What memory says; undefined where it is not ready, or cannot say whose the line is. */
    inbound({ provider, line }: Line): (InboundAnswer & AnswerSource) | undefined {
      context.require("routes:read");
      const known = routeIndexSync.snapshot;
      if (known === undefined) return undefined;
      const facts = known.index.line(provider, line);
      const told = { source: "memory", ageMs: known.ageMs } as const;
      if (facts === undefined || "holders" in facts) return inboundAnswer(facts, told);
      // Whoever has nothing to do with a line must not be told by the answer's source that others contend for it.
      const concerns = facts.claimants.some((organizationId) => isOwn({ organizationId }));
      return concerns ? undefined : inboundAnswer(undefined, told);
    },
    outbound(userId: Id, provider: Provider): (OutboundAnswer & AnswerSource) | undefined {
      context.require("routes:read");
      const known = routeIndexSync.snapshot;
      return (
        known && outboundAnswer(known.index.user(userId, provider), { source: "memory", ageMs: known.ageMs })
      );
    },
  };

  return {
    fromMemory,

    /** `isFresh` asks the database; so does a question that memory cannot answer. */
    inbound(asked: Line, isFresh = false): MaybePromise<InboundAnswer> {
      context.require("routes:read");
      const known = isFresh ? undefined : fromMemory.inbound(asked);
      const { provider, line } = asked;
      return (
        known ??
        store.platform.routes.line(provider, line).then((stored) => inboundAnswer(stored, databaseSource))
      );
    },

    outbound(userId: Id, provider: Provider, isFresh = false): MaybePromise<OutboundAnswer> {
      context.require("routes:read");
      const known = isFresh ? undefined : fromMemory.outbound(userId, provider);
      return (
        known ??
        store.platform.routes.user(userId, provider).then((stored) => outboundAnswer(stored, databaseSource))
      );
    },
  };
};

const databaseSource: AnswerSource = { source: "database", ageMs: 0 };
