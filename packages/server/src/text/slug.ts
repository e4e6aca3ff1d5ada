/** The name of an organization in paths: letters, digits and hyphens, and no id. */
export const slugPattern = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const slug = new RegExp(`^${slugPattern}$`);
const id = /^[0-9a-f]{24}$/;

export const isSlug = (text: string): boolean => slug.test(text) && !id.test(text);

const derivedLengthMax = 40;

/** A slug like the name: `Acme Téléphonie Inc.` becomes `acme-telephonie-inc`. */
export function slugLike(name: string): string {
  const text = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, derivedLengthMax)
    .replace(/-$/, "");
  if (text === "") return "organization";
  return isSlug(text) ? text : `organization-${text}`;
}

/** Slugs like the name, best first; the last one ends with the end of the id, which hardly any other organization has. */
export function* slugCandidates(name: string, organizationId: string): Generator<string> {
  const base = slugLike(name);
  yield base;
  for (let count = 2; count <= numberedMax; count += 1) yield `${base}-${count}`;
  yield `${base}-${organizationId.slice(-12)}`;
}
const numberedMax = 9;
