import type { Id, Provider } from "../model.ts";
import type { LineFacts, UserFacts } from "../routing/facts.ts";
import { answerInbound, type InboundAnswer } from "../routing/inbound.ts";
import { answerOutbound, type OutboundAnswer } from "../routing/outbound.ts";
import type { Context } from "./context.ts";

/** Where an answer comes from, and how old what it says may be. */
export interface Told {
  readonly source: "memory" | "database";
  readonly ageMs: number;
}
export interface Line {
  readonly provider: Provider;
  readonly line: string;
}

/** A promise only where the database is asked. */
type Maybe<Answer> = (Answer & Told) | Promise<Answer & Told>;

/**
 * Who answers a line, and which number a user calls from. A router and a superadmin ask for every organization; to
 * an admin, what is another organization's is nobody's.
 */
export const routes = (context: Context) => {
  const { store, keeper, lookups, now } = context.parts;
  const { principal } = context;
  const isOwn = ({ organizationId }: { organizationId: Id }) =>
    principal.organizationId === null || principal.organizationId === organizationId;

  const tellInbound = (facts: LineFacts | undefined, told: Told) => {
    const answer = answerInbound(facts && isOwn(facts) ? facts : undefined, now());
    lookups.inbound(answer.why.rule);
    return { ...answer, ...told };
  };
  const tellOutbound = (facts: UserFacts | undefined, told: Told) => {
    const answer = answerOutbound(facts && isOwn(facts) ? facts : undefined);
    lookups.outbound(answer.why.rule);
    return { ...answer, ...told };
  };

  const recall = {
    /** What memory says; undefined where it is not ready, or cannot say whose the line is. */
    inbound({ provider, line }: Line): (InboundAnswer & Told) | undefined {
      context.require("routes:read");
      const known = keeper.knowledge;
      if (known === undefined) return undefined;
      const facts = known.index.line(provider, line);
      const told = { source: "memory", ageMs: known.ageMs } as const;
      if (facts === undefined || "holders" in facts) return tellInbound(facts, told);
      // Whoever has nothing to do with a line must not be told by the answer's source that others contend for it.
      const concerns = facts.claimants.some((organizationId) => isOwn({ organizationId }));
      return concerns ? undefined : tellInbound(undefined, told);
    },
    outbound(userId: Id, provider: Provider): (OutboundAnswer & Told) | undefined {
      context.require("routes:read");
      const known = keeper.knowledge;
      return (
        known && tellOutbound(known.index.user(userId, provider), { source: "memory", ageMs: known.ageMs })
      );
    },
  };

  return {
    recall,

    /** `isFresh` asks the database; so does a question that memory cannot answer. */
    inbound(asked: Line, isFresh = false): Maybe<InboundAnswer> {
      context.require("routes:read");
      const known = isFresh ? undefined : recall.inbound(asked);
      const { provider, line } = asked;
      return (
        known ?? store.platform.routes.line(provider, line).then((stored) => tellInbound(stored, justNow))
      );
    },

    outbound(userId: Id, provider: Provider, isFresh = false): Maybe<OutboundAnswer> {
      context.require("routes:read");
      const known = isFresh ? undefined : recall.outbound(userId, provider);
      return (
        known ?? store.platform.routes.user(userId, provider).then((stored) => tellOutbound(stored, justNow))
      );
    },
  };
};

const justNow: Told = { source: "database", ageMs: 0 };
