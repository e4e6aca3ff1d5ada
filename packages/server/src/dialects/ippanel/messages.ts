import type { ArgumentRule } from "../../core/kernel/errors.ts";
import { preferredLanguage } from "../../http/negotiation.ts";

export type Language = "fa" | "en";

type Translated = Readonly<Record<Language, string>>;

/** Persian, unless `Accept-Language` prefers English. */
export const languageOf = (acceptLanguage: string | undefined): Language =>
  preferredLanguage(acceptLanguage, ["fa", "en"]);

export const done: Translated = { fa: "انجام شد", en: "Done" };
export const credentialWrong: Translated = {
  fa: "اطلاعات وارد شده صحیح نمی باشد",
  en: "The given information is not correct",
};
export const notAllowed: Translated = {
  fa: "شما به این بخش دسترسی ندارید",
  en: "You have no access to this part",
};
export const scopeInsufficient: Translated = {
  fa: "محدوده دسترسی (scope) این کلید اجازه این درخواست را نمی دهد",
  en: "The scopes of this key do not permit this request",
};
export const notFound: Translated = { fa: "یافت نشد", en: "Not found" };
export const tooMany: Translated = {
  fa: "تعداد درخواست ها بیش از حد مجاز است",
  en: "There were too many requests",
};
export const unreadable: Translated = {
  fa: "درخواست قابل خواندن نیست",
  en: "The request could not be read",
};
export const keyReused: Translated = {
  fa: "این Idempotency-Key قبلا برای درخواست دیگری استفاده شده است",
  en: "This Idempotency-Key was already used for another request",
};
export const unavailable: Translated = {
  fa: "سرویس در دسترس نیست، لطفا با همان Idempotency-Key دوباره تلاش کنید",
  en: "The service is not available; repeat the request with the same Idempotency-Key",
};
export const broken: Translated = { fa: "خطایی در سرور رخ داد", en: "Something of ours broke" };

/** English in both languages, as at the vendor. */
export const notAssigned = "number not assigned to user";
export const alreadyAssigned = "number already assigned to user";
export const listed = "Success";

const types: Readonly<Record<string, Translated>> = {
  integer: { fa: "گزینه :attribute باید از نوع عددی باشد", en: ":attribute must be a whole number" },
  string: { fa: "گزینه :attribute باید تنها شامل حروف باشد", en: ":attribute must be a string" },
  boolean: {
    fa: "گزینه :attribute تنها می تواند صحیح یا غلط باشد",
    en: ":attribute must be true or false",
  },
};
const exists: Translated = {
  fa: "گزینه انتخاب شده :attribute صحیح نمی باشد",
  en: "the chosen :attribute is not correct",
};
const rules: Readonly<Record<ArgumentRule, Translated>> = {
  required: { fa: "تکمیل گزینه :attribute الزامی است", en: ":attribute is required" },
  type: exists,
  unknown: exists,
  mismatch: exists,
  format: exists,
  range: {
    fa: "گزینه :attribute خارج از محدوده مجاز است",
    en: ":attribute is out of range",
  },
  ambiguous: {
    fa: "گزینه :attribute نزد بیش از یک اپراتور است، لطفا number_id را ارسال کنید",
    en: ":attribute is at more than one provider; send number_id",
  },
};

/** The message for one field. The vendor writes its name with spaces. */
export function fieldMessage(
  field: { readonly name: string; readonly rule: ArgumentRule; readonly expected?: string },
  language: Language,
): string {
  // A nullable field expects "integer,null".
  const [expected = ""] = (field.expected ?? "").split(",");
  const type = field.rule === "type" ? types[expected] : undefined;
  return (type ?? rules[field.rule])[language].replace(":attribute", field.name.replaceAll("_", " "));
}

/** The first message and the count of the others. */
export function summary(messages: readonly string[], language: Language): string {
  const more = messages.length - 1;
  const others = { fa: ` (و ${more} خطای دیگر)`, en: ` (and ${more} more error${more === 1 ? "" : "s"})` };
  return (messages[0] ?? unreadable[language]) + (more > 0 ? others[language] : "");
}
