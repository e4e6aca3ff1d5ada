import { type CarrierProvider, providers } from "../../model.ts";
import { describeName } from "../kernel/describe-value.ts";
import type { InvalidArgument } from "../kernel/errors.ts";
import { type CredentialField, credentialFields } from "./credential-fields.ts";

/** The two kinds of credentials, as the operations take them. */
export type CredentialKind = "identifiers" | "secrets";

export type GivenCredentials = Readonly<Record<string, string | null>>;

/** Why the given identifiers or secrets cannot be those of the provider; null removes one. */
export const credentialProblems = (
  provider: CarrierProvider,
  kind: CredentialKind,
  given: GivenCredentials,
): readonly InvalidArgument[] =>
  Object.entries(given).flatMap(([name, value]) => {
    const found = problemOf(provider, kind, { name, value });
    return found === undefined ? [] : [{ argument: `${kind}.${describeName(name)}`, ...found }];
  });

function problemOf(
  provider: CarrierProvider,
  kind: CredentialKind,
  { name, value }: { readonly name: string; readonly value: string | null },
): Omit<InvalidArgument, "argument"> | undefined {
  const field = fieldOf(provider, name);
  if (field === undefined) return { rule: "unknown", problem: unknownName(provider, kind) };
  if (field.isSecret !== (kind === "secrets"))
    return { rule: "mismatch", problem: `must be sent in ${field.isSecret ? "secrets" : "identifiers"}` };
  const expected = value === null ? undefined : expectedValue(name, value);
  return expected === undefined ? undefined : { rule: "format", problem: `must be ${expected}` };
}

function fieldOf(provider: CarrierProvider, name: string): CredentialField | undefined {
  const fields = credentialFields[provider];
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

const unknownName = (provider: CarrierProvider, kind: CredentialKind): string => {
  const names = Object.entries(credentialFields[provider])
    .filter(([, { isSecret }]) => isSecret === (kind === "secrets"))
    .map(([name]) => name);
  return `is not known of ${provider}, whose ${kind} are ${names.join(", ") || "none"}`;
};

/** The required identifiers that are missing. */
export const missingCredentials = (
  provider: CarrierProvider,
  identifiers: Readonly<Record<string, string>>,
): readonly InvalidArgument[] =>
  Object.entries(credentialFields[provider])
    .filter(([name, { isRequired }]) => isRequired && !Object.hasOwn(identifiers, name))
    .map(([name]) => ({
      argument: `identifiers.${name}`,
      rule: "required",
      problem: `is required for ${provider}`,
    }));

/** Ends the sentence "the credential must be …"; undefined when the value can be one. */
function expectedValue(name: string, value: string): string | undefined {
  if (!/^[\x21-\x7e](?:[\x20-\x7e]{0,510}[\x21-\x7e])?$/.test(value))
    return "1 to 512 printable ASCII characters without spaces at its ends";
  const expected = Object.hasOwn(formats, name) ? formats[name] : undefined;
  return expected?.isValid(value) ? undefined : expected?.format;
}

const isHostName = (value: string): boolean => /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/.test(value);

const formats: Readonly<
  Record<string, { readonly format: string; readonly isValid: (value: string) => boolean }>
> = {
  publicKey: {
    format: "a public key of 32 bytes in base64",
    isValid: (value) => /^[A-Za-z0-9+/]{43}=$/.test(value),
  },
  pathSecret: {
    format: "16 to 128 letters, digits, - and _, made at random",
    isValid: (value) => /^[\w-]{16,128}$/.test(value),
  },
  applicationSecret: {
    format: "base64",
    isValid: (value) => /^[A-Za-z0-9+/]+={0,2}$/.test(value),
  },
  sipSubdomain: {
    format: "a subdomain: lower-case letters, digits and hyphens",
    isValid: (value) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value),
  },
  sipDomain: {
    format: "a host name in lower case",
    isValid: isHostName,
  },
  smsSignatureMethod: {
    format: "one of md5hash, md5, sha1, sha256, sha512",
    isValid: (value) => /^(?:md5hash|md5|sha1|sha256|sha512)$/.test(value),
  },
  sipRealm: {
    format: "a host name in lower case",
    isValid: isHostName,
  },
  numbersProvider: {
    format: `one of ${providers.join(", ")}`,
    isValid: (value) => (providers as readonly string[]).includes(value),
  },
};

/** Applies changes by name: null removes a credential. */
export const withChanges = (
  present: Readonly<Record<string, string>>,
  changes: GivenCredentials,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...present, ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    ),
  );
