import type { XmlElement } from "@rgrove/parse-xml";
import { incomplete } from "../contract/carrier-api.ts";

/** An element of a response of Bandwidth's Dashboard API. */
export class XmlNode {
  readonly #element: XmlElement;

  constructor(element: XmlElement) {
    this.#element = element;
  }

  /** The elements with the name, at any depth, in their order. */
  all(name: string): readonly XmlNode[] {
    const found: XmlNode[] = [];
    const visit = (element: XmlElement) => {
      for (const child of element.children) {
        if (child.type !== "element") continue;
        if ((child as XmlElement).name === name) found.push(new XmlNode(child as XmlElement));
        visit(child as XmlElement);
      }
    };
    visit(this.#element);
    return found;
  }

  /** The text of the first element with the name; undefined when there is none, or it is empty. */
  text(name: string): string | undefined {
    return this.all(name)[0]?.content || undefined;
  }

  get content(): string {
    return this.#element.text.trim();
  }
}

/** Reads a document without a DTD. Throws `incomplete` when it is not well-formed. */
export async function readXml(text: string): Promise<XmlNode> {
  const { parseXml } = await import("@rgrove/parse-xml");
  try {
    const { root } = parseXml(text);
    if (root !== null) return new XmlNode(root);
  } catch {}
  throw incomplete("The carrier's response is not XML.");
}
