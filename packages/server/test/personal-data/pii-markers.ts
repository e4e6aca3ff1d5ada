import type { Organization, World } from "../helpers/world.ts";

/** Values that nothing but a request or the database can have brought anywhere. */
export const marks = {
  name: "Zaphira Quillmark",
  email: "zaphira.quillmark@marked.example",
  username: "zaphira_quillmark",
  line: "+19997776543",
  label: "Quillmark's desk",
  key: `wl_${"Zq7".repeat(16)}ab`,
  token: "eyJhbGciOiJIUzI1NiJ9.eyJtYXJrIjoiWnE3In0.WnE3WnE3WnE3",
  endpoint: "sip:zaphira@marked.example",
} as const;

/** All that must not be found: the marks, and what the worlds' own records say of people. */
export const secretsOf = ({ acme, rival }: World): readonly string[] => [
  ...Object.values(marks).filter((mark) => mark !== marks.line),
  encodeURIComponent(marks.email),
  encodeURIComponent(marks.name),
  ...[acme, rival].flatMap(peopleOf),
  ...[marks.line, ...[acme, rival].flatMap(linesOf)].map(tellingDigits),
];

const peopleOf = ({ owner, admin, member, other }: Organization) =>
  [owner, admin, member, other].flatMap(({ name, email, username, key }) => [name, email, username, key]);

const linesOf = ({ twilio, sinch, ippanel }: Organization) => [twilio.line, sinch.line, ippanel.line];

/** Four digits may be shown. More of them are looked for than five, or some moment would have them by chance. */
const tellingDigits = (line: string): string => line.slice(-8);
