import type { Model } from "./checker.ts";

/** What is asked of one number; users are counted from 0. */
export type HolderInput =
  | {
      readonly verb: "assign";
      readonly user: number;
      readonly isInbound: boolean;
      readonly isTransfer?: boolean;
    }
  | { readonly verb: "unassign"; readonly user: number }
  | { readonly verb: "read" };

/** A letter a user: `-` holds nothing, `o` holds it without inbound, `i` has inbound. */
export const holders = (users: number): Model<HolderInput> => ({ initial: "-".repeat(users), step });

function step(state: string, input: HolderInput): { state: string; output: string } {
  if (input.verb === "read") return { state, output: state };
  if (input.verb === "unassign") {
    if (state[input.user] === "-") return { state, output: "not held" };
    return { state: placed(state, input.user, "-"), output: "done" };
  }
  const rival = state.indexOf("i");
  const isRefused = input.isInbound && rival >= 0 && rival !== input.user;
  if (isRefused && !input.isTransfer) return { state, output: `held by ${rival}` };
  const cleared = isRefused ? placed(state, rival, "o") : state;
  return { state: placed(cleared, input.user, input.isInbound ? "i" : "o"), output: "done" };
}

export const placed = (state: string, user: number, letter: string): string =>
  state.slice(0, user) + letter + state.slice(user + 1);
