import { useParams } from "@tanstack/react-router";

/** The organization in the URL: its slug, or its id. */
export function useOrganization(): string {
  const { organization } = useParams({ strict: false });
  if (organization === undefined) throw new Error("This route has no organization.");
  return organization;
}
