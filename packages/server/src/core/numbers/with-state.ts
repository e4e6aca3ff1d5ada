import type { NumberWithState, Page } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
import { stateOf } from "./number-state.ts";

/** The number with its state at the time `at`. */
export const withState = ({ isHeld, ...number }: NumberRecord, at: number): NumberWithState => ({
  ...number,
  state: stateOf(number, isHeld, at),
});

export const pageWithState = (page: Page<NumberRecord>, at: number): Page<NumberWithState> => ({
  ...page,
  items: page.items.map((number) => withState(number, at)),
});
