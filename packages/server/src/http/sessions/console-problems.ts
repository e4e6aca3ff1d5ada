import type { FastifyRequest } from "fastify";
import { originOfUrl, toPageOrigin } from "./page-origin.ts";

/** Why a sign-in from a page cannot work, or not always. */
export interface ConsoleProblem {
  readonly code: (typeof consoleProblemCodes)[number];
  readonly detail: string;
}
export const consoleProblemCodes = [
  "https_required",
  "public_url_differs",
  "host_differs",
  "fetch_metadata_missing",
] as const;

/**
 * What a page of this origin has to say before somebody signs in. Only the page knows its origin: a proxy can hide the
 * scheme and the host from the server.
 */
export function consoleProblemsOf(request: FastifyRequest, pageOrigin: string): readonly ConsoleProblem[] {
  const { keepsSessions } = toPageOrigin(pageOrigin);
  const problems: (ConsoleProblem | undefined)[] = [
    keepsSessions ? undefined : httpsRequired(pageOrigin),
    publicUrlProblem(request, pageOrigin),
    hostProblem(request, pageOrigin),
    // Browsers send it to secure origins and to this machine.
    keepsSessions && request.headers["sec-fetch-site"] === undefined ? metadataMissing : undefined,
  ];
  return problems.filter((problem) => problem !== undefined);
}

const httpsRequired = (pageOrigin: string): ConsoleProblem => ({
  code: "https_required",
  detail: `This page was opened as ${pageOrigin}, without encryption. Open it with https://, through a proxy that ends TLS, or on the machine of the server as http://127.0.0.1.`,
});

function publicUrlProblem({ server }: FastifyRequest, pageOrigin: string): ConsoleProblem | undefined {
  const { publicUrl } = server;
  const configured = publicUrl === undefined ? undefined : originOfUrl(publicUrl);
  if (configured === undefined || configured === pageOrigin) return undefined;
  return {
    code: "public_url_differs",
    detail: `This page was opened as ${pageOrigin}, but WHOSELINE_PUBLIC_URL is ${publicUrl}. Open it there, or correct the setting: a sign-in with an identity provider returns to that address.`,
  };
}

function hostProblem({ headers, server }: FastifyRequest, pageOrigin: string): ConsoleProblem | undefined {
  const { host } = URL.parse(pageOrigin) ?? { host: "" };
  if (server.publicUrl !== undefined || host === headers.host?.toLowerCase()) return undefined;
  return {
    code: "host_differs",
    detail: `This page was opened as ${pageOrigin}, but the proxy sends the Host ${headers.host}. Have the proxy pass the Host header on, or set WHOSELINE_PUBLIC_URL=${pageOrigin}.`,
  };
}

const metadataMissing: ConsoleProblem = {
  code: "fetch_metadata_missing",
  detail:
    "The request of this page has no Sec-Fetch-Site header, without which a session cannot read. Use a browser of 2023 or newer, and have the proxy pass the header on.",
};
