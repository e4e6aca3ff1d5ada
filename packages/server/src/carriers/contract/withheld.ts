/** Words that carriers send for a caller who is not shown, and the numbers that spell them on a keypad. */
const withheldCallers: ReadonlySet<string> = new Set([
  "",
  "anonymous",
  "restricted",
  "unavailable",
  "unknown",
  "private",
  "blocked",
  "+266696687",
  "+7378742833",
  "+86282452253",
  "+2562533",
  "+8656696",
]);

/** Whether the caller is not shown: `From` is a word instead of a number. Some carriers omit the plus of a number. */
export function isWithheld(from: string): boolean {
  const text = from.trim().toLowerCase();
  return withheldCallers.has(text) || withheldCallers.has(`+${text}`);
}
