/** The largest request body. No request of any dialect needs more than a few hundred bytes. */
export const bodyLimitBytes = 64 * 1024;

/** How deep a body's objects and arrays may nest. The deepest of any request has two levels. */
export const jsonLevelsMax = 32;

/** For the whole of a request to arrive. */
export const requestTimeoutMs = 30_000;

/** For a client to take the refusal of what was no request, before it is cut off. */
export const lingerMs = 1000;

/** For what is under way to be answered when the server stops; less than the 30 s that most who stop it allow. */
export const drainMs = 25_000;

/** For a collector to take the spans it is sent; so long a stop may wait for it. */
export const exportTimeoutMs = 3000;

/** As much as Node takes for a request's head: a path part too long for its field is refused by its schema. */
export const pathPartLengthMax = 16_384;
