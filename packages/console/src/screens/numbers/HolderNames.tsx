import type { PhoneNumberDetails } from "@whoseline/sdk";
import { useText } from "../../i18n/use-text.ts";

/** The inbound holder, or the first holder, and how many others hold the number. */
export function HolderNames({ number }: { readonly number: PhoneNumberDetails }) {
  const t = useText();
  const [first] = number.holders;
  if (first === undefined) return <span className="quiet">{t("Nobody")}</span>;
  const others = number.holderCount - 1;
  return (
    <>
      <bdi>{first.userName}</bdi>
      {others > 0 && (
        <span className="quiet">
          {" "}
          {t("and {count, plural, one {# other} other {# others}}", { count: others })}
        </span>
      )}
    </>
  );
}
