import type { FastifyReply, FastifyRequest } from "fastify";
import { toHttpError } from "../mounting/error-mapper.ts";
import type { FailedSignIns } from "./failed-sign-ins.ts";

export interface FailedAttempt {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** What the request sent, if anything. */
  readonly credential: string | undefined;
  readonly thrown: unknown;
}

/** Records a failed sign-in, and throws its error: at once, or after a delay that takes no slot of other requests. */
export async function rejectSignIn(
  failedSignIns: FailedSignIns,
  { request, reply, credential, thrown }: FailedAttempt,
): Promise<never> {
  const { kind, code } = toHttpError(thrown);
  if (kind !== "unauthenticated") throw thrown;
  const failure = failedSignIns.record(request.raw, code, credential);
  if (failure.penalty === "close") reply.header("connection", "close");
  if (failure.penalty === "delay") {
    request.server.streams.releaseSlot(reply.raw);
    await failedSignIns.delay(failure, request.server.closing);
  }
  throw thrown;
}

declare module "fastify" {
  interface FastifyInstance {
    failedSignIns: FailedSignIns;
  }
}
