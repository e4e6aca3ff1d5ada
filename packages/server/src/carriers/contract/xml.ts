const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** ASCII that stays as it is, as in most addresses. */
const plain = /^[ !#-%(-;=?-~]*$/;

/** Removes what XML 1.0 cannot contain (https://www.w3.org/TR/xml/#charsets), and escapes the rest. */
export const escapeXml = (text: string): string => (plain.test(text) ? text : escapeAny(text));

const escapeAny = (text: string): string =>
  text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/[&<>"']/g, (character) => entities[character] ?? "");

export type XmlAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element; the attributes are escaped, and those without a value are left out. `content` is XML. */
export function element(name: string, attributes: XmlAttributes, content = ""): string {
  let written = "";
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) written += ` ${key}="${escapeXml(String(value))}"`;
  return content === "" ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** A document with the root `Response`, which all carriers that read XML expect. */
export const responseDocument = (content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${content === "" ? "<Response></Response>" : `<Response>${content}</Response>`}`;
