import { carrierSecret } from "../helpers/secrets.ts";
import type { Organization, World } from "../helpers/world.ts";

/** Values that occur only in requests and in the database. */
export const markers = {
  name: "Zaphira Quillmark",
  email: "zaphira.quillmark@marked.example",
  username: "zaphira_quillmark",
  line: "+19997776543",
  label: "Quillmark's desk",
  key: `wl_${"Zq7".repeat(16)}ab`,
  token: "eyJhbGciOiJIUzI1NiJ9.eyJtYXJrIjoiWnE3In0.WnE3WnE3WnE3",
  endpoint: "sip:zaphira@marked.example",
} as const;

/** All texts that must not occur: the markers and the personal data of the test organizations. */
export const secretsOf = ({ acme, rival }: World): readonly string[] => [
  carrierSecret,
  ...Object.values(markers).filter((marker) => marker !== markers.line),
  encodeURIComponent(markers.email),
  encodeURIComponent(markers.name),
  ...[acme, rival].flatMap(peopleOf),
  ...[markers.line, ...[acme, rival].flatMap(linesOf)].map(tellingDigits),
];

const peopleOf = ({ owner, admin, member, other }: Organization) =>
  [owner, admin, member, other].flatMap(({ name, email, username, key }) => [name, email, username, key]);

const linesOf = ({ twilio, sinch, ippanel }: Organization) => [twilio.line, sinch.line, ippanel.line];

/** Four digits may be shown. The search uses more than five, since timestamps contain five by chance. */
const tellingDigits = (line: string): string => line.slice(-8);
