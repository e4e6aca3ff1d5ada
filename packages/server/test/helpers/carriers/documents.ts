import { DOMParser, type Element, type Node, onErrorStopParsing } from "@xmldom/xmldom";

/** What may be the value of an attribute. */
export type AttributeRule = RegExp | readonly string[] | { readonly min: number; readonly max: number };

export interface ElementRule {
  readonly attributes: Readonly<Record<string, AttributeRule>>;
  readonly required?: readonly string[];
  /** The elements it may contain. */
  readonly children?: readonly string[];
  readonly childrenMax?: number;
  /** The most characters of its text; no text without it. */
  readonly textMax?: number;
  readonly text?: RegExp;
}

/** The published rules of one carrier's documents. */
export interface DocumentRules {
  readonly bytesMax: number;
  readonly elements: Readonly<Record<string, ElementRule>>;
}

export const parseDocument = (xml: string): Element => {
  const root = new DOMParser({ onError: onErrorStopParsing }).parseFromString(
    xml,
    "text/xml",
  ).documentElement;
  if (root === null) throw new Error("The document has no root.");
  return root;
};

export const childElements = (element: Element): Element[] =>
  [...element.childNodes].filter((it: Node) => it.nodeType === 1) as Element[];

const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** What in a document breaks the rules; empty for a valid one. */
export function violations(xml: string, { bytesMax, elements }: DocumentRules): string[] {
  const whole = [
    ...(Buffer.byteLength(xml) > bytesMax ? [`more than ${bytesMax} bytes`] : []),
    ...(forbidden.test(xml) ? ["a character that XML cannot contain"] : []),
  ];
  return [...whole, ...elementViolations(parseDocument(xml), elements)];
}

function elementViolations(element: Element, rules: DocumentRules["elements"]): string[] {
  const name = element.tagName;
  const rule = rules[name];
  if (rule === undefined) return [`<${name}> is unknown`];
  const children = childElements(element);
  return [
    ...attributeViolations(element, rule),
    ...textViolations(element, rule),
    ...children
      .filter(({ tagName }) => !rule.children?.includes(tagName))
      .map(({ tagName }) => `<${tagName}> in <${name}>`),
    ...(children.length > (rule.childrenMax ?? Number.POSITIVE_INFINITY) ? [`too much in <${name}>`] : []),
    ...children.flatMap((child) => elementViolations(child, rules)),
  ];
}

function attributeViolations(element: Element, { attributes, required = [] }: ElementRule): string[] {
  const found = [...element.attributes].map(({ name, value }) => [name, value] as const);
  return [
    ...found
      .filter(([name, value]) => !isAllowed(value, attributes[name]))
      .map(([name, value]) => `${element.tagName} ${name}="${value}"`),
    ...required
      .filter((name) => !element.hasAttribute(name))
      .map((name) => `${element.tagName} without ${name}`),
  ];
}

function isAllowed(value: string, rule: AttributeRule | undefined): boolean {
  if (rule === undefined) return false;
  if (rule instanceof RegExp) return rule.test(value);
  if ("min" in rule) return /^\d+$/.test(value) && Number(value) >= rule.min && Number(value) <= rule.max;
  return rule.includes(value);
}

function textViolations(element: Element, { textMax = 0, text }: ElementRule): string[] {
  const own = [...element.childNodes]
    .filter((it: Node) => it.nodeType === 3 || it.nodeType === 4)
    .map((it: Node) => it.nodeValue ?? "")
    .join("");
  return [
    ...(own.length > textMax ? [`too much text in <${element.tagName}>`] : []),
    ...(textMax > 0 && own.trim() === "" && childElements(element).length === 0
      ? [`<${element.tagName}> without text`]
      : []),
    ...(text && own !== "" && !text.test(own) ? [`<${element.tagName}>${own}`] : []),
  ];
}

/** Absolute, and without a query, which carriers reorder before they sign. */
export const plainUrl = /^https:\/\/[^\s?#]+$/;
export const e164 = /^\+[1-9]\d{6,14}$/;
export const trueOrFalse = ["true", "false"] as const;
export const methods = ["GET", "POST"] as const;
