export const formats = ["table", "json", "ndjson", "csv", "id"] as const;
export type Format = (typeof formats)[number];
