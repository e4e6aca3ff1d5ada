import type { FastifyReply, FastifyRequest } from "fastify";
import { type CsvStyle, csvHeader, csvRows, csvStyles, type Row } from "../../core/exports/csv-text.ts";
import { validationFailed } from "../../http/errors.ts";
import { sendExport } from "../../http/export-response.ts";
import { oneOf, optional, type TSchema, Type, toIso } from "../../http/mounting/schema.ts";
import { preferredType } from "../../http/negotiation.ts";
import type { DocumentedHeader } from "../../http/openapi/operation.ts";
import type { ExportTable } from "./export-tables.ts";
import type { ok } from "./route.ts";

// Lists as files: the same URL and filters as the list, with another `Accept`.

const csv = "text/csv";
const ndjson = "application/x-ndjson";

/** The query parameter of the lists that can be exported. */
export const exportFields = {
  style: optional(
    oneOf(csvStyles, {
      description:
        "Of CSV. `plain`, the default, writes every cell as it is. `excel` adds a byte order mark, and an apostrophe before lines, ids, and cells that a spreadsheet would change or run as formulas; an import takes it off.",
    }),
  ),
};

export const contentDisposition: DocumentedHeader = {
  component: "ContentDisposition",
  name: "Content-Disposition",
  description: "The name of the file, of an export.",
  schema: Type.String(),
};

/** The response of a list that can be exported, in rows of this schema. */
export function exportable(page: ReturnType<typeof ok>, row: TSchema): ReturnType<typeof ok> {
  return {
    ...page,
    alternatives: { [csv]: Type.String({ description: "All rows, with a header." }), [ndjson]: row },
    headers: [...(page.headers ?? []), contentDisposition],
  };
}

/** Ends the description of a list that can be exported. */
export const exportDescription =
  "With `Accept: text/csv` or `application/x-ndjson`, all rows as they are at the start of the request, in one file.";

interface ExportQuery {
  readonly style?: CsvStyle;
}

/** Whether the client accepts a file rather than pages. Throws when the query has parameters of the other one. */
export function wantsExport(request: FastifyRequest, reply: FastifyReply, query: ExportQuery): boolean {
  addVary(reply);
  const type = typeOf(request);
  if (query.style !== undefined && type !== csv) throw misplaced("style", `except with Accept: ${csv}`);
  if (type === "application/json") return false;
  for (const name of ["limit", "cursor"])
    if (isSent(request, name)) throw misplaced(name, `with Accept: ${type}, which has all rows`);
  return true;
}

/** The validated query also has the defaults of parameters. */
const isSent = ({ raw }: FastifyRequest, name: string): boolean =>
  new URLSearchParams(raw.url?.split("?")[1]).has(name);

/** Answers with the pages as one file of the type that the client accepts. */
export function sendTable<Item>(
  request: FastifyRequest,
  reply: FastifyReply,
  table: ExportTable<Item>,
  open: () => Promise<AsyncIterable<readonly Item[]>>,
): Promise<FastifyReply> {
  const { style = "plain" } = request.query as ExportQuery;
  const isCsv = typeOf(request) === csv;
  const instant = toIso(request.context.services.now()).replaceAll(/[-:]|\.\d+/g, "");
  return sendExport(request, reply, {
    contentType: isCsv ? `${csv}; charset=utf-8; header=present` : ndjson,
    fileName: `${table.name}-${instant}.${isCsv ? "csv" : "ndjson"}`,
    open: async () => {
      const pages = await open();
      return isCsv ? csvText(table, pages, style) : ndjsonText(table, pages);
    },
  });
}

async function* csvText<Item>(
  { columns, toRow }: ExportTable<Item>,
  pages: AsyncIterable<readonly Item[]>,
  style: CsvStyle,
): AsyncGenerator<string> {
  let start = csvHeader(columns, style);
  for await (const page of pages) {
    yield start + csvRows(columns, page.map(toRow), style);
    start = "";
  }
}

async function* ndjsonText<Item>(
  { columns, toRow }: ExportTable<Item>,
  pages: AsyncIterable<readonly Item[]>,
): AsyncGenerator<string> {
  const names = Object.keys(columns);
  for await (const page of pages)
    yield page.map((item) => `${JSON.stringify(ordered(toRow(item), names))}\n`).join("");
}

const ordered = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(names.flatMap((name) => (name in row ? [[name, row[name] ?? null]] : [])));

const typeOf = ({ headers }: FastifyRequest) =>
  preferredType(headers.accept, ["application/json", csv, ndjson]);

/** The representation depends on `Accept`, also that of an error. */
export function addVary(reply: FastifyReply): void {
  const present = reply.getHeader("vary");
  reply.header("vary", present === undefined ? "Accept" : `${present}, Accept`);
}

const misplaced = (name: string, where: string) =>
  validationFailed({ in: "query", name, rule: "mismatch", detail: `${name} must be omitted ${where}` });
