import { closest, distance } from "fastest-levenshtein";

const prefix = /^whoseline_/i;

/** Settings of the commands that call a server, which can be set in the same shell. */
export const clientSettings = [
  "WHOSELINE_URL",
  "WHOSELINE_KEY",
  "WHOSELINE_KEY_FILE",
  "WHOSELINE_ORGANIZATION",
  "WHOSELINE_PROFILE",
];

/**
 * Returns a sentence for every variable with the prefix of the settings that is none of them, in any case. An empty value
 * counts as unset.
 */
export function unknownSettings(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): string[] {
  return Object.entries(environment)
    .filter(([name, value]) => value && prefix.test(name) && !names.includes(name))
    .map(([name]) => `${name} is not a setting. ${advice(name, names)}`);
}

function advice(name: string, names: readonly string[]): string {
  const candidates = names.filter((candidate) => prefix.test(candidate));
  const meant = ofKubernetes.test(name) ? undefined : settingMeant(name.toUpperCase(), candidates);
  return meant === undefined
    ? "Unset it, or rename it if it belongs to other software: the prefix WHOSELINE_ is for settings of the server."
    : `Use ${meant}, or unset it.`;
}

/** The host and the ports of a service: https://kubernetes.io/docs/concepts/services-networking/service/ */
const ofKubernetes = /_SERVICE_(HOST|PORT)(_|$)/;

/** WHOSELINE_DATABASE_URL means WHOSELINE_DATABASE, although WHOSELINE_DATABASE_FILE has more characters in common. */
function settingMeant(name: string, candidates: readonly string[]): string | undefined {
  const beginning = candidates.find((candidate) => name.startsWith(`${candidate}_`));
  // Half of the characters after the prefix can differ.
  const maxDistance = Math.ceil((name.length - "WHOSELINE_".length) / 2);
  const nearest = closest(name, candidates);
  return beginning ?? (distance(name, nearest) <= maxDistance ? nearest : undefined);
}
