const lengthMin = 24;
const distinctMin = 10;
const characterClasses = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/];
const classesMin = 2;

/** Completes the sentence "a key should have …". */
export const strongKeyRule = `at least ${lengthMin} characters, at least ${distinctMin} different ones, and at least ${classesMin} of lower case, upper case, digits and other characters`;

/** Whether a key that an operator chose breaks the rule, so that it may be guessed. */
export const isWeakKey = (key: string): boolean =>
  key.length < lengthMin ||
  new Set(key).size < distinctMin ||
  characterClasses.filter((characters) => characters.test(key)).length < classesMin;
