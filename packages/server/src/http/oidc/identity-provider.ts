import type { JWTPayload } from "jose";
import * as client from "openid-client";

/** How this server is registered at an identity provider. */
export interface ProviderRegistration {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Used for every request to the provider; the global one if undefined. */
  readonly fetch?: client.CustomFetch | undefined;
}

/** What the browser keeps between the start of a sign-in and its return. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** How far the clocks of this server and of the provider may differ, in seconds. */
const clockToleranceSeconds = 60;
/** How long the provider's description is used before it is read again, in milliseconds. */
const discoveredMs = 60 * 60_000;
const timeoutSeconds = 10;

/** Why a sign-in with an identity provider failed. The cause is for the log. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly code: "identity_provider_rejected" | "identity_provider_unavailable";

  constructor(code: ProviderError["code"], cause: unknown) {
    super("The sign-in with the identity provider failed.", { cause });
    this.code = code;
  }
}

/** An OpenID Connect provider: authorization code with PKCE, state and nonce. */
export class IdentityProvider {
  readonly #registration: ProviderRegistration;
  readonly #now: () => number;
  #discovered: { readonly metadata: Promise<client.ServerMetadata>; readonly at: number } | undefined;

  /** `now` is in milliseconds. */
  constructor(registration: ProviderRegistration, now: () => number) {
    this.#registration = registration;
    this.#now = now;
  }

  /** The URL at the provider to which the browser is sent, and what the return must fit. */
  async begin(redirectUri: string, scope: string): Promise<{ url: URL; pending: PendingSignIn }> {
    const configuration = await this.#configuration();
    const pending = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      codeVerifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(pending.codeVerifier),
      code_challenge_method: "S256",
    });
    return { url, pending };
  }

  /**
   * Exchanges the code in the URL of the return for the claims of the ID token. Claims that the token lacks are read from
   * the provider. Throws a ProviderError.
   */
  async finish(returned: URL, pending: PendingSignIn, wanted: readonly string[]): Promise<JWTPayload> {
    const configuration = await this.#configuration();
    try {
      const tokens = await client.authorizationCodeGrant(configuration, returned, {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error("The provider sent no ID token.");
      this.#requireNotIssuedAhead(claims.iat);
      if (wanted.every((name) => name in claims)) return claims as JWTPayload;
      const more = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      return { ...pick(more, wanted), ...claims } as JWTPayload;
    } catch (error) {
      throw isOutage(error) ? unavailable(error) : new ProviderError("identity_provider_rejected", error);
    }
  }

  #requireNotIssuedAhead(issuedAt: number): void {
    if (issuedAt > this.#now() / 1000 + clockToleranceSeconds)
      throw new Error("The ID token was issued in the future: the clocks differ by more than a minute.");
  }

  /** A new one for every sign-in, so that the keys of the provider are never old. */
  async #configuration(): Promise<client.Configuration> {
    const { clientId, clientSecret, fetch } = this.#registration;
    const server = await this.#serverMetadata();
    const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const authenticate = methods.includes("client_secret_basic")
      ? client.ClientSecretBasic(clientSecret)
      : client.ClientSecretPost(clientSecret);
    const metadata = {
      [client.clockSkew]: Math.round((this.#now() - Date.now()) / 1000),
      [client.clockTolerance]: clockToleranceSeconds,
    };
    const configuration = new client.Configuration(server, clientId, metadata, authenticate);
    configuration.timeout = timeoutSeconds;
    if (fetch) configuration[client.customFetch] = fetch;
    if (isPlainHttp(this.#registration)) client.allowInsecureRequests(configuration);
    return configuration;
  }

  /** A failed discovery is repeated by the next sign-in. */
  async #serverMetadata(): Promise<client.ServerMetadata> {
    const at = this.#now();
    if (this.#discovered === undefined || at - this.#discovered.at > discoveredMs)
      this.#discovered = { metadata: discover(this.#registration), at };
    const discovered = this.#discovered;
    try {
      return await discovered.metadata;
    } catch (error) {
      if (this.#discovered === discovered) this.#discovered = undefined;
      throw unavailable(error);
    }
  }
}

async function discover(registration: ProviderRegistration): Promise<client.ServerMetadata> {
  const { issuer, clientId, fetch } = registration;
  const found = await client.discovery(new URL(issuer), clientId, undefined, client.None(), {
    timeout: timeoutSeconds,
    ...(isPlainHttp(registration) && { execute: [client.allowInsecureRequests] }),
    ...(fetch && { [client.customFetch]: fetch }),
  });
  return found.serverMetadata();
}

/** The settings accept plain HTTP for this host only. */
const isPlainHttp = ({ issuer }: ProviderRegistration): boolean => issuer.startsWith("http:");

const unavailable = (cause: unknown): ProviderError =>
  new ProviderError("identity_provider_unavailable", cause);

/** A provider that cannot be reached, or answers with an error of its server. */
function isOutage(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const isServerError = cause instanceof Response && cause.status >= 500;
  return error instanceof TypeError || code === "OAUTH_TIMEOUT" || isServerError;
}

const pick = (claims: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => names.includes(name)));
