import type { FastifyInstance, FastifyReply } from "fastify";
import { applyImport, cancelImport, undoImport } from "../../core/imports/change-import.ts";
import { createImport } from "../../core/imports/create-import.ts";
import { followImport } from "../../core/imports/follow-import.ts";
import { importStateOf, isImportRunning } from "../../core/imports/import-state.ts";
import { getImport, listImportRows, listImports } from "../../core/imports/read-imports.ts";
import { delimiters } from "../../core/imports/reading/csv-records.ts";
import { encodings } from "../../core/imports/reading/decode-text.ts";
import { importFormats } from "../../core/imports/reading/open-import-file.ts";
import { presetNames } from "../../core/imports/reading/presets.ts";
import { openPreview } from "../../core/imports/stored-portion.ts";
import type { Context } from "../../core/kernel/context.ts";
import { type Message, pollMs, sendEvents, streamSignal } from "../../http/event-stream.ts";
import { oneOf, optional, type Static, Type } from "../../http/mounting/schema.ts";
import { addUploadParser, uploadOf } from "../../http/mounting/upload.ts";
import { preferredType } from "../../http/negotiation.ts";
import type { Import } from "../../model.ts";
import { addVary } from "./export.ts";
import { retryAfter } from "./headers.ts";
import {
  importKind,
  importMode,
  importRowSchema,
  importSchema,
  rowFate,
  toImport,
  toImportRow,
} from "./import-wire.ts";
import { countryCode, pageFields, pageQuery, reason, strict, toPage } from "./input.ts";
import { importId, organization } from "./path-params.ts";
import { accepted, ok, route } from "./route.ts";
import { pageSchema, provider, toList } from "./wire.ts";

const tag = "Imports";
const createQuery = strict({
  kind: importKind(),
  mode: optional(importMode({ description: "`each` by default." })),
  format: optional(oneOf(importFormats, { description: "Found in the content by default." })),
  encoding: optional(
    oneOf(encodings, { description: "By default that of the byte order mark, or UTF-8. Never guessed." }),
  ),
  delimiter: optional(oneOf(delimiters, { description: "Of a CSV file. Found in the header by default." })),
  preset: optional(oneOf(presetNames, { description: "The system whose list of numbers the file is." })),
  country: optional(countryCode({ description: "Of lines that are written without a country code." })),
  provider: optional(provider({ description: "Of numbers whose file has no column for it." })),
  reason: optional(reason()),
});
const rowsQuery = strict({
  fate: optional(rowFate({ description: "Only rows with this fate." })),
  ...pageFields,
});
const params = { organization, import: importId };
const eventStreamType = "text/event-stream";
const progressStream = Type.String({
  description: "Messages with `event: <the state>` and `data: <the Import as JSON>`.",
});

export function importRoutes(scope: FastifyInstance): void {
  scope.register(async (uploads) => {
    addUploadParser(uploads);
    addCreateRoute(uploads);
  });
  addListRoute(scope);
  addGetRoute(scope);
  addListRowsRoute(scope);
  addApplyRoute(scope);
  addUndoRoute(scope);
  addCancelRoute(scope);
}

/** While a job runs, `Retry-After` states when to ask again. */
function show(context: Context, reply: FastifyReply, found: Import) {
  if (isImportRunning(found)) reply.header("retry-after", 1);
  return toImport(found, openPreview(context, found));
}

function addCreateRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/imports",
      permission: "imports:write",
      operation: "createImport",
      tag,
      summary: "Upload a file of numbers or users and find out what it would do",
      description:
        "The body is the file: CSV or NDJSON, also gzipped, of up to 256 MiB and 1,000,000 rows. Nothing is changed until the import is applied: a job finds the fate of every row. One import of an organization runs at a time.",
      params: { organization },
      query: createQuery,
      upload: ["text/csv", "application/x-ndjson", "application/json", "application/gzip"],
      response: accepted({
        ...ok(importSchema, "The import, whose dry run has begun."),
        headers: [retryAfter],
      }),
      errors: [409, 413],
    },
    async (request, reply) => {
      const { context, query } = request;
      const { mode = "each", ...options } = query as Static<typeof createQuery>;
      const created = await createImport(context, uploadOf(request), { ...options, mode });
      reply.code(202);
      return show(context, reply, created);
    },
  );
}

function addListRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/imports",
      permission: "imports:read",
      operation: "listImports",
      tag,
      summary: "List the imports of an organization",
      description: "In the order of the uploads. An import is kept for 30 days after its last job.",
      params: { organization },
      query: pageQuery,
      response: ok(pageSchema("ImportPage", importSchema), "A page of imports."),
    },
    async ({ context, query }) =>
      toList(await listImports(context, toPage(query)), (it) => toImport(it, openPreview(context, it))),
  );
}

function addGetRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/imports/:import",
      permission: "imports:read",
      operation: "getImport",
      tag,
      summary: "Get an import",
      description:
        "While its job runs, the response has `Retry-After`. With `Accept: text/event-stream`, the import is sent again whenever its state, progress or counts have changed, until its job has ended.",
      params,
      response: {
        ...ok(importSchema, "The import."),
        alternatives: { [eventStreamType]: progressStream },
      },
    },
    async (request, reply) => {
      const { context, params, headers } = request;
      addVary(reply);
      const found = await getImport(context, params.import);
      if (preferredType(headers.accept, ["application/json", eventStreamType]) !== eventStreamType)
        return show(context, reply, found);
      const imports = followImport(context, found, {
        signal: streamSignal(request, reply),
        pollMs,
        recheckAccess: () => request.recheckAccess(),
      });
      return sendEvents(request, reply, progressMessages(context, imports));
    },
  );
}

async function* progressMessages(context: Context, imports: AsyncIterable<Import>): AsyncGenerator<Message> {
  let id = 0;
  for await (const found of imports) {
    id += 1;
    const data = toImport(found, openPreview(context, found));
    yield { id: String(id), event: importStateOf(found), data };
  }
}

function addListRowsRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/imports/:import/rows",
      permission: "imports:read",
      operation: "listImportRows",
      tag,
      summary: "List what became of the rows of an import",
      description:
        "In the order of the file. Before the import is applied, it is what would become of them; the dry run adds rows as it proceeds.",
      params,
      query: rowsQuery,
      response: ok(pageSchema("ImportRowPage", importRowSchema), "A page of rows."),
    },
    async ({ context, params, query: { fate, ...query } }) =>
      toList(await listImportRows(context, params.import, fate, toPage(query)), toImportRow),
  );
}

function addApplyRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/imports/:import/apply",
      permission: "imports:write",
      operation: "applyImport",
      tag,
      summary: "Apply an import",
      description:
        "A job applies the rows that the dry run has accepted. A row whose record has changed since is refused. What a row changes needs the role for that change: only a superadmin adds numbers.",
      params,
      config: { ignoresBody: true },
      response: accepted(ok(importSchema, "The import, whose rows are being applied.")),
      errors: [409],
    },
    async ({ context, params }, reply) => {
      reply.code(202);
      return show(context, reply, await applyImport(context, params.import));
    },
  );
}

function addUndoRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/imports/:import/undo",
      permission: "imports:write",
      operation: "undoImport",
      tag,
      summary: "Undo an import",
      description:
        "Within 30 days. A job reverts what the rows have changed, the last row first: added numbers are released, created users are removed. A row whose record has changed since is refused. Also of a failed or cancelled import, and to continue a failed or cancelled undo.",
      params,
      config: { ignoresBody: true },
      response: accepted(ok(importSchema, "The import, whose rows are being undone.")),
      errors: [409],
    },
    async ({ context, params }, reply) => {
      reply.code(202);
      return show(context, reply, await undoImport(context, params.import));
    },
  );
}

function addCancelRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/imports/:import/cancel",
      permission: "imports:write",
      operation: "cancelImport",
      tag,
      summary: "Cancel the job of an import",
      description: "The rows that were applied stay applied.",
      params,
      config: { ignoresBody: true },
      response: ok(importSchema, "The import, cancelled."),
      errors: [409],
    },
    async ({ context, params }, reply) => show(context, reply, await cancelImport(context, params.import)),
  );
}
