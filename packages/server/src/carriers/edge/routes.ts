import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from "fastify";
import { parseCallStage } from "../../core/telephony/call-urls.ts";
import { answerOptions, collectPaths, unroutedError } from "../../http/mounting/allowed-methods.ts";
import { toHttpError } from "../../http/mounting/error-mapper.ts";
import { logFailure } from "../../http/observability/log.ts";
import type { CarrierResponse, VoicePath } from "../contract/carrier-door.ts";
import { findDoor } from "../doors.ts";
import type { AccountPath, TelephonyEdge } from "./telephony-edge.ts";
import { type ReceivedWebhook, refusal, type VoiceUrl } from "./webhook.ts";

/** Adds the paths of the telephone network. Nothing but the carrier's signature counts as a credential. */
export function telephonyRoutes(scope: FastifyInstance, edge: TelephonyEdge): void {
  const paths = collectPaths(scope, false);
  scope.setErrorHandler(answerError);
  scope.setNotFoundHandler((request, reply) => {
    if (answerOptions(request, reply, paths)) return;
    const error = unroutedError(request, paths);
    return send(reply.headers(error.headers), refusal(error.code === "method_not_allowed" ? 405 : 404));
  });
  addVoiceRoutes(scope, edge);
  addSmsRoutes(scope, edge);
}

/** In plain text, without a reason. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toHttpError(thrown);
  logFailure(request, error);
  const { retryAfterSeconds } = error;
  if (retryAfterSeconds !== undefined) reply.header("retry-after", String(retryAfterSeconds));
  return send(reply, refusal(statuses[error.kind] ?? 500));
}

const statuses: Readonly<Record<string, number>> = { too_large: 413, unavailable: 503, malformed: 400 };

interface PathParams extends AccountPath {
  readonly stage?: string;
  readonly secret?: string;
}

const account = "/:provider/:account";

function addVoiceRoutes(scope: FastifyInstance, edge: TelephonyEdge): void {
  const add = (url: string, operation: string, path: VoicePath) =>
    addRoute(scope, { url: account + url, operation }, (request) => {
      const { stage = "0" } = request.params as PathParams;
      const parsed = parseCallStage(stage);
      return parsed === undefined ? undefined : answer(edge, request, { path, stage: parsed });
    });
  add("/voice", "carrier_voice", "voice");
  add("/voice/next/:stage", "carrier_voice_next", "next");
  add("/voice/recorded", "carrier_voice_recorded", "recorded");
  // A document can add what the carrier's later event does not contain; its door reads it again.
  add("/voice/next/:stage/:added", "carrier_voice_next", "next");
  add("/voice/recorded/:added", "carrier_voice_recorded", "recorded");
  add("/status", "carrier_status", "status");
}

function addSmsRoutes(scope: FastifyInstance, edge: TelephonyEdge): void {
  const answerSms = (request: FastifyRequest) => answer(edge, request, "sms");
  addRoute(scope, { url: `${account}/sms`, operation: "carrier_sms" }, answerSms);
  const secretPath = { url: `${account}/:secret/sms`, operation: "carrier_secret_sms" };
  addRoute(scope, secretPath, (request) => {
    const { provider } = request.params as PathParams;
    return findDoor(provider)?.sms?.hasPathSecret ? answerSms(request) : undefined;
  });
}

interface Route {
  readonly url: string;
  readonly operation: string;
}

/** `handle` returns undefined for a path that does not exist. */
function addRoute(
  scope: FastifyInstance,
  { url, operation }: Route,
  handle: (request: FastifyRequest) => Promise<CarrierResponse> | undefined,
): void {
  const handler: RouteHandlerMethod = async (request, reply) => {
    const { provider } = request.params as PathParams;
    if (request.method === "GET" && !findDoor(provider)?.acceptsGet)
      return send(reply.header("allow", "OPTIONS, POST"), refusal(405));
    return send(reply, (await handle(request)) ?? refusal(404));
  };
  const config = { permission: "public", operation } as const;
  scope.route({ method: ["GET", "POST"], exposeHeadRoute: false, url, config, handler });
}

const answer = (edge: TelephonyEdge, request: FastifyRequest, url: VoiceUrl | "sms") => {
  const params = request.params as PathParams;
  return edge.answer(params, url, receivedOf(request, params.secret));
};

export const receivedOf = (request: FastifyRequest, pathSecret?: string): ReceivedWebhook => ({
  method: request.method === "GET" ? "GET" : "POST",
  target: request.raw.url ?? "",
  headers: request.headers,
  body: Buffer.isBuffer(request.body) ? request.body : noBody,
  pathSecret,
});

const noBody = Buffer.alloc(0);

export const send = (reply: FastifyReply, { status, contentType, body }: CarrierResponse): FastifyReply =>
  reply.code(status).header("content-type", contentType).send(body);
