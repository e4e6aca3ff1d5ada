import { createInstallation } from "../../src/core/create-installation.ts";
import type { OrganizationId } from "../../src/model.ts";
import { openStore } from "../../src/storage/open.ts";
import { acknowledge } from "../crash/acknowledge.ts";
import { testKeys } from "../helpers/installation-keys.ts";
import { typedId } from "../helpers/typed-id.ts";
import { carrierAccount } from "./carrier-account.ts";

/**
 * `node receiver.ts <database> <organization> <line> <round>`: receives messages from four concurrent loops until it is
 * killed, and prints the id of each when the carrier would be answered.
 */
const [database = "", organization = "", line = "", round = ""] = process.argv.slice(2);
const organizationId: OrganizationId = typedId(organization);
const store = await openStore(database);
const { notifications } = await createInstallation(store, testKeys);
const account = carrierAccount({ organizationId });
let received = 0;
await Promise.all(Array.from({ length: 4 }, () => receiveForever()));

async function receiveForever(): Promise<never> {
  for (;;) {
    const id = `SM_${round}_${++received}`;
    const message = { id, to: line, from: "+14165550199", text: `Text of ${id}`, mediaUrls: [] };
    await notifications.receiveMessages({ account }, [message]);
    acknowledge(id);
  }
}
