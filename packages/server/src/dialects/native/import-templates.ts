import type { FastifyInstance } from "fastify";
import { importKinds } from "../../core/imports/reading/rows.ts";
import { importTemplate } from "../../core/imports/reading/templates.ts";
import { Type } from "../../http/mounting/schema.ts";
import { contentDisposition } from "./export.ts";
import { commonHeaders } from "./headers.ts";
import { importKind } from "./import-wire.ts";
import { route } from "./route.ts";

const template = importKind({
  "x-parameter": "ImportTemplate",
  "x-expected": `${importKinds.join(" or ")}, which an import can add`,
});

export function importTemplateRoutes(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/import-templates/:template",
      permission: "self:read",
      operation: "getImportTemplate",
      tag: "Imports",
      summary: "Download a template for an import",
      description:
        "A CSV file with every column that an import reads, and with rows as examples. For every role.",
      params: { template },
      response: {
        status: 200,
        description: "The file, in UTF-8.",
        schema: Type.String(),
        contentType: "text/csv",
        headers: [contentDisposition, ...commonHeaders],
      },
    },
    async ({ params }, reply) =>
      reply
        .header("content-disposition", `attachment; filename="${params.template}.csv"`)
        .type("text/csv; charset=utf-8; header=present")
        .send(importTemplate(params.template)),
  );
}
