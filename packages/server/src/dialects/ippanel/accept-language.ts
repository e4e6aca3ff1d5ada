import { Type } from "../../http/mounting/schema.ts";
import type { DocumentedHeader } from "../../http/openapi/operation.ts";

export const acceptLanguageHeader: DocumentedHeader = {
  component: "AcceptLanguage",
  name: "Accept-Language",
  description: "Messages are in English or Persian, whichever is preferred; Persian by default.",
  schema: Type.String(),
};
