/** The groups of the operations in the OpenAPI document. */
export const tags = [
  { name: "Organizations", description: "The tenants." },
  { name: "Users", description: "The people of an organization, and where they are reached." },
  { name: "Groups", description: "Named sets of users." },
  { name: "API keys", description: "Credentials of an organization's users." },
  { name: "Invitations", description: "With an invitation a person makes their first API key." },
  { name: "Sessions", description: "People who are signed in to the console." },
  { name: "Router keys", description: "Credentials of the telephony edge, for lookups only." },
  { name: "Superadmin keys", description: "Credentials of the platform's operator, with limits." },
  { name: "Numbers", description: "The phone numbers of an organization: its inventory." },
  { name: "Assignments", description: "Which user holds which number, and how." },
  { name: "History", description: "Every committed change, as lists and as streams, and its undo." },
  { name: "Audit", description: "Signed checkpoints of the changes, and the public keys that verify them." },
  { name: "Offboarding", description: "The removal of a user, with a plan before it and an undo after it." },
  { name: "Imports", description: "Numbers and users from files." },
  { name: "Jobs", description: "Background work: its progress, its result, and how to cancel it." },
  {
    name: "Plans",
    description: "Changes of one or many numbers that are shown before they are applied, and can be undone.",
  },
  { name: "Backup", description: "A copy of the database, from a server that is running." },
  { name: "Routes", description: "Lookups for call routing: who answers a line, which number to call from." },
];
