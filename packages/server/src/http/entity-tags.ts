// https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3

export interface EntityTag {
  readonly isWeak: boolean;
  /** Without the quotes. */
  readonly value: string;
}

/** "*" stands for any existing representation. */
export type EntityTags = "*" | readonly EntityTag[];

/** Matches a list element, which may be empty, and its end. Bytes above 0x7f are one character each in headers. */
const element = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*)?(?:,|$)/y;

/** Parses the value of `If-Match` or `If-None-Match`. Returns undefined when it is malformed. */
export function parseEntityTags(header: string): EntityTags | undefined {
  if (header.trim() === "*") return "*";
  const tags: EntityTag[] = [];
  element.lastIndex = 0;
  while (element.lastIndex < header.length) {
    const match = element.exec(header);
    if (match === null) return undefined;
    const [, weak, value] = match;
    if (value !== undefined) tags.push({ isWeak: weak !== undefined, value });
  }
  return tags.length > 0 ? tags : undefined;
}

/** Returns the values of the tags that strong comparison considers. */
export const strongValues = (tags: readonly EntityTag[]): readonly string[] =>
  tags.filter(({ isWeak }) => !isWeak).map(({ value }) => value);

/** Whether `If-Match` holds for a representation with this strong tag, which includes its quotes. */
export const matchesStrongly = (tags: EntityTags, etag: string): boolean =>
  tags === "*" || strongValues(tags).some((value) => `"${value}"` === etag);

/** Whether `If-None-Match` names a representation with this strong tag, which includes its quotes. */
export const matchesWeakly = (tags: EntityTags, etag: string): boolean =>
  tags === "*" || tags.some(({ value }) => `"${value}"` === etag);
