import type { FastifyInstance } from "fastify";
import {
  createSavedView,
  deleteSavedView,
  getSavedView,
  listSavedViews,
  updateSavedView,
} from "../../core/saved-views/saved-views.ts";
import { component, id, instant, optional, Type, text, toIso } from "../../http/mounting/schema.ts";
import type { SavedView } from "../../model.ts";
import { name, pageFields, setETag, strict, toPage } from "./input.ts";
import { organization, savedView } from "./path-params.ts";
import { expectedVersion } from "./preconditions.ts";
import { created, ok, route, versioned } from "./route.ts";
import { pageSchema, serial, toList } from "./wire.ts";

const tag = "Saved views";
const queryLengthMax = 4000;
const screen = () =>
  text({
    max: 40,
    pattern: "^[a-z][a-zA-Z-]*$",
    expected: "1 to 40 letters and hyphens, the first of them a small letter",
    description: "What the view is of, such as `numbers`.",
  });
const queryText = () =>
  text({
    min: 0,
    max: queryLengthMax,
    description: "What it shows: the part of the page's URL after `?`.",
  });
const isShared = () => Type.Boolean({ description: "Whether everybody in the organization sees it." });
const createBody = strict(
  { name: name(), screen: screen(), query: queryText(), isShared: optional(isShared()) },
  component("NewSavedView"),
);
const updateBody = strict(
  { name: optional(name()), query: optional(queryText()), isShared: optional(isShared()) },
  { minProperties: 1, ...component("SavedViewChanges") },
);

const savedViewSchema = Type.Object(
  {
    id: id(),
    serial: serial(),
    userId: id({ description: "Who saved it." }),
    name: Type.String(),
    screen: Type.String(),
    query: Type.String(),
    isShared: isShared(),
    createdAt: instant(),
    updatedAt: instant(),
  },
  component("SavedView", "A query of a screen under a name."),
);
const toSavedView = ({ version, createdAt, updatedAt, ...view }: SavedView) => ({
  ...view,
  createdAt: toIso(createdAt),
  updatedAt: toIso(updatedAt),
});

const path = "/organizations/:organization/saved-views";

export function savedViewRoutes(scope: FastifyInstance): void {
  addCreateRoute(scope);
  addListRoute(scope);
  addGetRoute(scope);
  addUpdateRoute(scope);
  addDeleteRoute(scope);
}

function addCreateRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path,
      permission: "savedViews:own",
      operation: "createSavedView",
      tag,
      summary: "Save a view of a screen",
      description: "For the caller, or for everybody in the organization, which takes an admin.",
      params: { organization },
      body: createBody,
      response: created(versioned(savedViewSchema, "The view.")),
      errors: [409],
    },
    async ({ context, body }, reply) => {
      const view = await createSavedView(context, { ...body, isShared: body.isShared ?? false });
      setETag(reply.code(201), view);
      return toSavedView(view);
    },
  );
}

function addListRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path,
      permission: "savedViews:read",
      operation: "listSavedViews",
      tag,
      summary: "List the saved views",
      description: "The caller's own and the shared ones, in the order of creation.",
      params: { organization },
      query: strict({ ...pageFields, screen: optional(screen()) }),
      response: ok(pageSchema("SavedViewPage", savedViewSchema), "A page of views."),
    },
    async ({ context, query }) =>
      toList(await listSavedViews(context, { ...toPage(query), screen: query.screen }), toSavedView),
  );
}

function addGetRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: `${path}/:savedView`,
      permission: "savedViews:read",
      operation: "getSavedView",
      tag,
      summary: "Get a saved view",
      description: "One of the caller's own or a shared one.",
      params: { organization, savedView },
      response: versioned(savedViewSchema, "The view."),
    },
    async ({ context, params }, reply) => {
      const view = await getSavedView(context, params.savedView);
      setETag(reply, view);
      return toSavedView(view);
    },
  );
}

function addUpdateRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "PATCH",
      path: `${path}/:savedView`,
      permission: "savedViews:own",
      operation: "updateSavedView",
      tag,
      summary: "Change a saved view",
      description: "Changes the fields of the body. A shared view takes an admin.",
      params: { organization, savedView },
      body: updateBody,
      response: versioned(savedViewSchema, "The view after the change."),
      acceptsIfMatch: true,
    },
    async (request, reply) => {
      const { context, params, body } = request;
      const view = await updateSavedView(context, params.savedView, body, expectedVersion(request));
      setETag(reply, view);
      return toSavedView(view);
    },
  );
}

function addDeleteRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: `${path}/:savedView`,
      permission: "savedViews:own",
      operation: "deleteSavedView",
      tag,
      summary: "Delete a saved view",
      description: "A shared view takes an admin.",
      params: { organization, savedView },
      response: ok(savedViewSchema, "The view as it was."),
      acceptsIfMatch: true,
    },
    async (request) =>
      toSavedView(await deleteSavedView(request.context, request.params.savedView, expectedVersion(request))),
  );
}
