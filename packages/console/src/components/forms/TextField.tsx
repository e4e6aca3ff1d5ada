import { type ComponentProps, useId } from "react";

export interface TextFieldProps extends Omit<ComponentProps<"input">, "onChange"> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly onText: (text: string) => void;
}

export function TextField({ label, hint, error, onText, className, ...props }: TextFieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={["field", className].filter(Boolean).join(" ")}>
      <label htmlFor={id}>{label}</label>
      <input
        autoComplete="off"
        {...props}
        id={id}
        aria-describedby={described || undefined}
        aria-invalid={error !== undefined || undefined}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="field-error" lang="en" dir="ltr">
          {error}
        </p>
      )}
    </div>
  );
}
