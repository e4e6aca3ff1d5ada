/** Where a sign-in with an identity provider begins. */
export const signInPath = "/console/oidc/start";

declare module "fastify" {
  interface FastifyInstance {
    /** Whether people can sign in to the console with an identity provider of the settings. */
    hasIdentityProvider: boolean;
  }
}
