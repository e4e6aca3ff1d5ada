export interface Rule {
  /** Words in lower case, separated by spaces; alternatives of one position are separated by `|`. */
  readonly phrase: string;
  readonly use: string;
  /** Limits the rule by the text that follows the phrase. */
  readonly when?: (following: string) => boolean;
}

const noun = "name the noun (the user, the caller, the operator) or use they, their, them";

/** The words that this project does not use in names, comments, messages and documents. */
export const rules: readonly Rule[] = [
  { phrase: "anew", use: "again, from scratch, rebuild" },
  { phrase: "whoever", use: "the caller, any user who" },
  { phrase: "whomever", use: "the caller, any user whom" },
  { phrase: "in vain", use: "without effect, unsuccessfully, fails" },
  { phrase: "mend|mends|mended|mending", use: "fix, repair" },
  { phrase: "beside", use: "in addition to, as well as (for next to: an exception)" },
  { phrase: "of its|their own", use: "separate, its own X, dedicated" },
  { phrase: "at home", use: "belongs to, is defined in" },
  { phrase: "gives|gave", use: "returns, assigns, provides" },
  { phrase: "says|said", use: "reports, states, contains" },
  { phrase: "is|are|was|were|be away", use: "is unavailable" },
  { phrase: "rests", use: "cools down, depends on" },
  { phrase: "told|tells", use: "notified, reported, reports" },
  { phrase: "learn|learns|learned|learnt|learning", use: "receive, apply, read, detect" },
  { phrase: "doubt|doubts|doubted|doubtful", use: "uncertain, unknown, stale" },
  { phrase: "hear|hears|heard|hearing", use: "receive, is notified" },
  { phrase: "let|lets|letting go", use: "release" },
  { phrase: "look|looks|looked|looking after", use: "maintain, monitor, manage" },
  { phrase: "hands", use: "unitOfWork, transaction, arguments, passes" },
  { phrase: "room|rooms", use: "capacity, space, free slots" },
  { phrase: "ground|grounds", use: "basis, reason, fixture" },
  { phrase: "aim|aims|aimed|aiming", use: "target, goal, resolve" },
  { phrase: "whole", use: "entire, full, complete, all" },
  { phrase: "so long", use: "while, as long as" },
  { phrase: "such", use: "this, these, a request of this kind", when: isPronoun },
  { phrase: "he|she", use: noun },
  { phrase: "him|her|hers", use: noun },
  { phrase: "his", use: noun },
  { phrase: "himself|herself", use: noun },
];

/** "No such user" and "such as" are fine; "such is", "and such." are not. */
function isPronoun(following: string): boolean {
  return /^\s*(?:[.,;:)!?]|$|(?:is|are|was|were|has|have|had|may|can|must|will)\b)/.test(following);
}
