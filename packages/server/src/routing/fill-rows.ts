import { type Provider, providers, type Timestamp, type UserStatus } from "../model.ts";
import type { RouteMemory } from "./memory/route-memory.ts";
import { endpointSeparator } from "./plain-line.ts";

// Fills an index with the rows of `PackedRows`. Other threads must not read the index yet.

const idLength = 24;

export function fillUsers({ users, organizations }: RouteMemory, text: string): void {
  forEachRow(text, (start, end) => {
    const id = start + idLength;
    const tab = text.indexOf("\t", id);
    const row = users.find(text, id) ?? users.addUser(organizations.ensure(text, start), text, id);
    users.setStatus(row, text.slice(id + idLength, tab) as UserStatus);
    users.setEndpointsText(row, joinedEndpoints(text.slice(tab + 1, end)));
  });
}

export function fillNumbers({ numbers, organizations }: RouteMemory, text: string): void {
  forEachRow(text, (start, end) => {
    const id = start + idLength;
    const provider = text.indexOf("\t", id);
    const line = text.indexOf("\t", provider + 1);
    const cooling = text.indexOf("\t", line + 1);
    const row =
      numbers.find(text, id) ??
      numbers.addNumber(
        organizations.ensure(text, start),
        providers.indexOf(text.slice(id + idLength, provider) as Provider),
        text.slice(provider + 1, line),
        text,
        id,
      );
    if (end - line > 2)
      numbers.setHolds(row, {
        coolingUntil: instant(text.slice(line + 1, cooling)),
        reservedUntil: instant(text.slice(cooling + 1, end)),
      });
  });
}

/** Skips the assignments of unknown numbers and users, which were released or removed meanwhile. */
export function fillAssignments({ numbers, users, assignments }: RouteMemory, text: string): void {
  let near = 0;
  forEachRow(text, (start, end) => {
    const userId = start + 2 * idLength;
    const number = numbers.findNear(near, text, start + idLength);
    const user = users.find(text, userId);
    if (number === undefined || user === undefined) return;
    near = number;
    const flags = userId + idLength;
    const row = assignments.addAssignment(
      {
        flags: text.charCodeAt(flags) - zero,
        assignedAt: Number(text.slice(flags + 1, end)),
        number,
        user,
        nextOfNumber: numbers.firstAssignment(number),
        nextOfUser: users.firstAssignment(user),
      },
      text,
      start,
    );
    numbers.setFirstAssignment(number, row);
    users.setFirstAssignment(user, row);
  });
}

const zero = 48;

function forEachRow(text: string, fill: (start: number, end: number) => void): void {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    fill(start, end);
    start = end + 1;
  }
}

const instant = (text: string): Timestamp | null => (text === "" ? null : Number(text));

/** From a JSON array. Few endpoints contain anything that JSON escapes. */
function joinedEndpoints(json: string): string | undefined {
  if (json === "[]") return undefined;
  if (json.includes("\\")) return (JSON.parse(json) as string[]).join(endpointSeparator);
  return json.slice(2, -2).replaceAll('","', endpointSeparator);
}
