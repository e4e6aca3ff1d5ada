import { describeValue } from "../kernel/describe-value.ts";
import { type InvalidArgument, invalidArguments } from "../kernel/errors.ts";
import { isLine, lineForm } from "../numbers/line.ts";

/** How many endpoints a user can have. */
export const endpointsMax = 10;

/** Where a user is reached has one spelling; what is written otherwise is refused, never guessed. */
export function requireEndpoints(endpoints: readonly string[]): void {
  const invalid = endpoints.flatMap((endpoint, index) => {
    const expected = endpoints.indexOf(endpoint) < index ? "named only once" : expectedInstead(endpoint);
    return expected === undefined ? [] : [invalidEndpoint(index, endpoint, expected)];
  });
  if (invalid.length > 0) throw invalidArguments(...invalid);
}

/** What would be right, to end the sentence "the endpoint must be …"; undefined when it is right. */
function expectedInstead(endpoint: string): string | undefined {
  const [scheme = "", address = ""] = endpoint.split(/:(.*)/s);
  switch (scheme) {
    case "client":
      return client.test(address) ? undefined : clientForm;
    case "sip":
    case "sips":
      return endpoint.length <= sipLengthMax && isSip(address) ? undefined : sipForm;
    case "tel":
      return isLine("other", address) ? undefined : `tel: and then a number ${lineForm("other")}`;
    default:
      return "client:, sip:, sips: or tel: and then the address, like client:ana";
  }
}

const client = /^[A-Za-z0-9_.@+-]{1,121}$/;
const clientForm = "client: and then 1 to 121 letters, digits or _ . @ + -, like client:ana";

const sipLengthMax = 255;
const sipForm = `sip: or sips: and then user@host, in at most ${sipLengthMax} printable ASCII characters, the host in lower case and without a password, like sip:ana@example.com:5061;transport=tls`;

function isSip(address: string): boolean {
  const [, port = "1"] = sip.exec(address) ?? [undefined, "0"];
  return Number(port) >= 1 && Number(port) <= 65_535;
}

/**
 * RFC 3261, section 25.1, without a password, which history would keep for good, and without headers. A host is a
 * name, an IPv4 address, or an IPv6 address in brackets.
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
