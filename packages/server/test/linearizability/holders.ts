import type { Model } from "./checker.ts";

/** An operation on one number; users are counted from 0. */
export type HolderInput =
  | {
      readonly verb: "assign";
      readonly user: number;
      readonly isInbound: boolean;
      readonly isTransfer?: boolean;
    }
  | { readonly verb: "unassign"; readonly user: number }
  | { readonly verb: "read" };

/** The state has one letter for each user: `-` does not hold the number, `o` has inbound disabled, `i` enabled. */
export const holders = (users: number): Model<HolderInput> => ({ initial: "-".repeat(users), step });

function step(state: string, input: HolderInput): { state: string; output: string } {
  if (input.verb === "read") return { state, output: state };
  if (input.verb === "unassign") {
    if (state[input.user] === "-") return { state, output: "not held" };
    return { state: withLetter(state, input.user, "-"), output: "done" };
  }
  const inboundHolder = state.indexOf("i");
  const isHeld = input.isInbound && inboundHolder >= 0 && inboundHolder !== input.user;
  if (isHeld && !input.isTransfer) return { state, output: `held by ${inboundHolder}` };
  const cleared = isHeld ? withLetter(state, inboundHolder, "o") : state;
  return { state: withLetter(cleared, input.user, input.isInbound ? "i" : "o"), output: "done" };
}

export const withLetter = (state: string, user: number, letter: string): string =>
  state.slice(0, user) + letter + state.slice(user + 1);
