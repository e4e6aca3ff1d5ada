import type { CarrierResponse } from "./carrier-door.ts";
import { responseDocument } from "./xml.ts";

/** The answer of the carriers that read XML. `content` is XML. */
export const xmlResponse = (content: string): CarrierResponse => ({
  status: 200,
  contentType: "application/xml; charset=utf-8",
  body: responseDocument(content),
});
