/** Exit codes of the commands that call a server. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  notPermitted: 4,
  conflict: 5,
  partlyDone: 6,
  unreachable: 7,
  interrupted: 130,
} as const;
