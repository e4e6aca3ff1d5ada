import { settled, withoutCase, withoutInvisible } from "./case.ts";
import { findHostile, isJoiner, isVisible, nameOf } from "./code-points.ts";

/** Returns why a text cannot be a name, as the end of the sentence "the field …"; undefined when it can. */
export function nameProblem(text: string): string | undefined {
  const hostile = findHostile(text);
  if (hostile !== undefined)
    return isJoiner(hostile)
      ? `must not contain ${nameOf(hostile)} except between letters and emoji that it joins or separates`
      : `must not contain ${nameOf(hostile)}, a control, invisible or text-direction character`;
  return isVisible(text) ? undefined : "must contain a visible character";
}

/** Two usernames are the same exactly when their keys are equal. Of any text; the key of a key is the key. */
export const usernameKey = (username: string): string =>
  settled(username, (text) => withoutCase(withoutInvisible(text).normalize("NFKC")));
