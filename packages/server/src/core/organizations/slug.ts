export { isSlug, slugPattern } from "../../text/slug.ts";
