/** The count and the noun, in the plural unless the count is 1. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
