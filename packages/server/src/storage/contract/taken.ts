/** The result of a write that a uniqueness constraint rejected. The write changed nothing. */
export type Taken<Constraint extends string> = { readonly taken: Constraint };
