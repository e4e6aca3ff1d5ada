import type { CarrierDoor } from "../contract/carrier-door.ts";
import { jambonzVoice } from "./voice.ts";

/** jambonz, a platform that controls calls of trunks to any carrier. */
export const jambonz: CarrierDoor = { provider: "jambonz", voice: jambonzVoice };
