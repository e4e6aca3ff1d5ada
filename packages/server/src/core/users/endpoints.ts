import type { UserId } from "../../model.ts";
import { readCallLoops } from "../../routing/call-loops.ts";
import type { StoreReader } from "../../storage/store.ts";
import { describeValue } from "../kernel/describe-value.ts";
import { type InvalidArgument, invalidArguments } from "../kernel/errors.ts";
import { isLine, lineFormat } from "../numbers/line.ts";

/** The maximum number of endpoints of a user. */
export const endpointsMax = 10;

/** Throws unless every endpoint is canonical and occurs once; nothing is normalized. */
export function requireEndpoints(endpoints: readonly string[]): void {
  const invalid = endpoints.flatMap((endpoint, index) => {
    const expected = endpoints.indexOf(endpoint) < index ? "listed only once" : expectedFormat(endpoint);
    return expected === undefined ? [] : [invalidEndpoint(index, endpoint, expected)];
  });
  if (invalid.length > 0) throw invalidArguments(...invalid);
}

/**
 * Throws when a call to one of the endpoints returns to the user: it is a line whose inbound holder is the user, or
 * whose inbound holder has an endpoint that leads back to them.
 */
export async function requireNoCallLoop(
  { assignments }: StoreReader,
  id: UserId,
  endpoints: readonly string[],
): Promise<void> {
  const loops = await readCallLoops({ id, endpoints }, (lines) => assignments.inboundHolders(lines));
  if (loops.length > 0) throw invalidArguments(...loops.map((it) => callLoop(endpoints.indexOf(it))));
}

const callLoop = (index: number): InvalidArgument => ({
  argument: `endpoints.${index}`,
  rule: "mismatch",
  problem:
    "must not be a line whose calls are routed to this user, directly or through the endpoints of others",
});

/** Ends the sentence "the endpoint must be …"; undefined when the endpoint is valid. */
function expectedFormat(endpoint: string): string | undefined {
  const [scheme = "", address = ""] = endpoint.split(/:(.*)/s);
  switch (scheme) {
    case "client":
      return client.test(address) ? undefined : clientFormat;
    case "sip":
    case "sips":
      return endpoint.length <= sipLengthMax && isSip(address) ? undefined : sipFormat;
    case "tel":
      return isLine("other", address) ? undefined : `tel: followed by a number ${lineFormat("other")}`;
    default:
      return "client:, sip:, sips: or tel: followed by the address, for example client:ana";
  }
}

const client = /^[A-Za-z0-9_.@+-]{1,121}$/;
const clientFormat = "client: followed by 1 to 121 letters, digits or _ . @ + -, for example client:ana";

const sipLengthMax = 255;
const sipFormat = `sip: or sips: followed by user@host, in at most ${sipLengthMax} printable ASCII characters, the host in lower case and without a password, for example sip:ana@example.com:5061;transport=tls`;

function isSip(address: string): boolean {
  const [, port = "1"] = sip.exec(address) ?? [undefined, "0"];
  return Number(port) >= 1 && Number(port) <= 65_535;
}

/**
 * RFC 3261, section 25.1, without headers, and without a password, because the history keeps every endpoint forever.
 * The host is a name, an IPv4 address, or an IPv6 address in brackets.
 */
const sip = (() => {
  const user = "(?:[\\w.!~*'()&=+$,;?/-]|%[0-9A-F]{2})+";
  const label = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
  const host = `(?:${label}(?:\\.${label})*|\\[[0-9a-f:.]{2,45}\\])`;
  const port = "(?::([1-9][0-9]{0,4}))?";
  const word = "(?:[\\w.!~*'()[\\]/:&+$-]|%[0-9A-F]{2})+";
  return new RegExp(`^${user}@${host}${port}(?:;${word}(?:=${word})?)*$`);
})();

const invalidEndpoint = (index: number, endpoint: string, expected: string): InvalidArgument => ({
  argument: `endpoints.${index}`,
  rule: "format",
  problem: `must be ${expected}, got ${describeValue(endpoint)}`,
});
