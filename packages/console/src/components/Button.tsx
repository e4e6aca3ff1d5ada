import type { ComponentProps } from "react";

export interface ButtonProps extends ComponentProps<"button"> {
  readonly kind?: "plain" | "primary" | "danger" | "quiet" | undefined;
  /** Shows that the change is being saved. The button keeps its focus and ignores further presses. */
  readonly isBusy?: boolean | undefined;
}

export const Button = ({ kind = "plain", isBusy = false, onClick, className, ...props }: ButtonProps) => (
  <button
    type="button"
    {...props}
    className={["button", `button-${kind}`, className].filter(Boolean).join(" ")}
    aria-disabled={isBusy || undefined}
    aria-busy={isBusy || undefined}
    onClick={(event) => {
      if (isBusy) event.preventDefault();
      else onClick?.(event);
    }}
  />
);
