/// <reference types="vite/client" />

declare module "*/locales/fa.json?translation" {
  import type { Messages } from "@lingui/core";
  export const messages: Messages;
}

declare module "*/locales/fa.json?source" {
  import type { Messages } from "@lingui/core";
  export const messages: Messages;
}
