import { useQuery } from "@tanstack/react-query";
import { userQuery } from "../data/users.ts";
import { useOrganization } from "../hooks/use-organization.ts";

/** The name of a user whom only the id is known of. Shows the id until the name is read, and when it cannot be read. */
export function UserName({ userId }: { readonly userId: string }) {
  const organization = useOrganization();
  const { data } = useQuery({ ...userQuery(organization, userId), staleTime: 60_000 });
  return <bdi>{data?.user.name ?? userId}</bdi>;
}
