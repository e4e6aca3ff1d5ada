import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import { freePort } from "./free-port.ts";

export interface OidcServer {
  readonly issuer: string;
  /** What the provider states of the person who signs in next. */
  account: { sub: string; email?: string; email_verified?: boolean };
  readonly clientId: string;
  readonly clientSecret: string;
  close(): Promise<void>;
}

const clientId = "whoseline";
const clientSecret = "the-secret-of-whoseline-at-the-provider";

/** Starts a real OpenID Connect provider. Every visitor is the account, and consents. */
export async function startOidcServer(redirectUri: string): Promise<OidcServer> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const state = { account: { sub: "nobody" } as OidcServer["account"] };
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    cookies: { keys: ["a key of the test"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: async (_context, id) => ({
      accountId: id,
      claims: async () => ({ ...state.account, sub: id }),
    }),
  });
  const answer = provider.callback();
  const server = createServer(async (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return answer(request, response);
    const { params } = await provider.interactionDetails(request, response);
    const grant = new provider.Grant({ accountId: state.account.sub, clientId: String(params.client_id) });
    grant.addOIDCScope(String(params.scope));
    const consent = { grantId: await grant.save() };
    const login = { accountId: state.account.sub, remember: false };
    await provider.interactionFinished(request, response, { login, consent });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId,
    clientSecret,
    get account() {
      return state.account;
    },
    set account(account) {
      state.account = account;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
