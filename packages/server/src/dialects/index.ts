import type { Dialect } from "../http/mounting/dialect.ts";
import { ippanel } from "./ippanel/index.ts";
import { native } from "./native/index.ts";
import { telnyx } from "./telnyx/index.ts";
import { tether } from "./tether/index.ts";

/** Every dialect we speak. A new one adds its folder and a line here. */
export const dialects: readonly [Dialect, ...Dialect[]] = [native, tether, telnyx, ippanel];
