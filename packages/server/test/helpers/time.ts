export const secondMs = 1000;
export const hourMs = 60 * 60 * secondMs;
export const dayMs = 24 * hourMs;

/** When the clock of a test app starts, in milliseconds since 1970. */
export const testStart = Date.UTC(2026, 2, 3, 14);

/** RFC 3339 of milliseconds since 1970. */
export const iso = (ms: number): string => new Date(ms).toISOString();
