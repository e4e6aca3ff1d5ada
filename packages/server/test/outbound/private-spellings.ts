/** The 32 bits of an IPv4 address in the notations that URL parsers and resolvers accept. */
function notations(address: string): string[] {
  const parts = address.split(".").map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  const value = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (part: number) => `0x${part.toString(16)}`;
  const octal = (part: number) => `0${part.toString(8)}`;
  const wide = (text: string) =>
    text.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
  return [
    address,
    String(value),
    hex(value),
    `0${value.toString(8)}`,
    parts.map(hex).join("."),
    parts.map(octal).join("."),
    `${a}.${b * 65_536 + c * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    `${hex(a)}.${b}.${octal(c)}.${d}`,
    `${address}.`,
    wide(address),
    address.replaceAll(".", "%2e"),
    address.replaceAll(".", "。"),
    `[::ffff:${address}]`,
    `[::${address}]`,
    `[64:ff9b::${address}]`,
    `[2002:${hex16(a, b)}:${hex16(c, d)}::1]`,
    `[::ffff:0:${address}]`,
  ];
}

const hex16 = (high: number, low: number): string => (high * 256 + low).toString(16);

const addresses = [
  "127.0.0.1",
  "127.1.2.3",
  "0.0.0.0",
  "10.0.0.1",
  "169.254.169.254",
  "172.16.0.1",
  "192.168.0.1",
  "100.64.0.1",
  "192.0.0.170",
  "224.0.0.1",
  "255.255.255.255",
];

const others = [
  "127.1",
  "127.0.1",
  "0",
  "0x0",
  "localhost",
  "LOCALHOST",
  "localhost.",
  "app.localhost",
  "[::]",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[::0001]",
  "[fe80::1]",
  "[fc00::1]",
  "[fd12:3456:789a::1]",
  "[ff02::1]",
  "[fec0::1]",
  "[2001::1]",
  "[2001:db8::1]",
  "[3fff::1]",
  "[100::1]",
  "[64:ff9b:1::1]",
  "ⓛocalhost",
  "private.example",
  "mapped.example",
];

/** Hosts of URLs that lead to this host or into a private network. */
export const privateSpellings = (): readonly string[] => [
  ...new Set([...addresses.flatMap(notations), ...others]),
];
