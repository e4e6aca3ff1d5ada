/** Rows that one query of an export reads; few enough that other requests wait only milliseconds. */
export const exportPageSize = 250;
