import { restorationOf } from "../../core/offboarding/restoration.ts";
import { component, id, nullable, oneOf, Type } from "../../http/mounting/schema.ts";
import { type Offboarding, restorationAccess } from "../../model.ts";

const outcome = {
  isRestored: nullable(Type.Boolean(), {
    description: "Null while it depends on what happens until the undo.",
  }),
  why: Type.String({ description: "Why not, or on what it depends; empty when it was restored." }),
};

export const restorationSchema = Type.Object(
  {
    numbers: Type.Array(Type.Object({ numberId: id(), line: Type.String(), ...outcome })),
    groups: Type.Array(Type.Object({ groupId: id(), ...outcome })),
    apiKeys: Type.Array(Type.Object({ apiKeyId: id(), ...outcome })),
    access: Type.Array(Type.Object({ what: oneOf(restorationAccess), ...outcome }), {
      description:
        "The user's tokens, the link to their identity provider, and their invitation. Empty for a service user.",
    }),
  },
  component(
    "Restoration",
    "What the undo of an offboarding would restore or, once it was undone, what it restored and what not.",
  ),
);

export function toRestoration(offboarding: Offboarding) {
  const restoration = restorationOf(offboarding);
  const { numbers } = offboarding.plan;
  const lines = new Map(numbers.map(({ assignment: { numberId, line } }) => [numberId, line]));
  return (
    restoration && {
      ...restoration,
      numbers: restoration.numbers.map(({ numberId, ...it }) => ({
        numberId,
        line: lines.get(numberId) ?? "",
        ...it,
      })),
    }
  );
}
