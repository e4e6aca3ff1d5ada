import { Encryption } from "../../src/core/auth/encryption.ts";
import type { InstallationKeys } from "../../src/core/auth/installation-keys.ts";
import { encryptionKey, pepper } from "./secrets.ts";

export const testKeys: InstallationKeys = { pepper, encryption: new Encryption(encryptionKey) };
