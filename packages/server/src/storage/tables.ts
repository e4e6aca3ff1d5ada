import type {
  ApiKeyId,
  AssignmentId,
  EmailBlockId,
  EventKind,
  GroupId,
  ImportId,
  ImportMode,
  ImportPhase,
  InvitationId,
  JobId,
  JobKind,
  JobState,
  NumberId,
  OffboardingId,
  OffboardingStatus,
  OrganizationId,
  OrganizationStatus,
  PlanFate,
  PlanId,
  PlanMode,
  PlanStatus,
  Provider,
  Role,
  SavedViewId,
  SessionId,
  SessionMethod,
  SubjectId,
  UserId,
  UserKind,
  UserStatus,
} from "../model.ts";

// Rows as the engines return them.

/** 0 or 1 on SQLite, a boolean on PostgreSQL. */
export type Flag = 0 | 1 | boolean;

export interface OrganizationRow {
  id: OrganizationId;
  serial: number;
  slug: string;
  name: string;
  status: OrganizationStatus;
  cooling_days: number;
  created_at: number;
  deleted_at: number | null;
  version: number;
}

export interface UserRow {
  id: UserId;
  serial: number;
  kind: UserKind;
  name: string;
  email: string | null;
  username: string | null;
  role: Role;
  is_owner: Flag;
  status: UserStatus;
  external_id: string | null;
  endpoints: string;
  signed_out_at: number | null;
  created_at: number;
  removed_at: number | null;
  version: number;
}

export interface IdentityRow {
  user_id: UserId;
  issuer: string;
  external_id: string;
  linked_at: number;
}

export interface EmailBlockRow {
  id: EmailBlockId;
  email: string;
  user_id: UserId;
  blocked_at: number;
}

export interface GroupRow {
  id: GroupId;
  serial: number;
  name: string;
  created_at: number;
  version: number;
}

export interface NumberRow {
  id: NumberId;
  serial: number;
  provider: Provider;
  line: string;
  country: string | null;
  alias: string | null;
  added_at: number;
  released_at: number | null;
  cooling_until: number | null;
  former_holder_id: UserId | null;
  reserved_user_id: UserId | null;
  reserved_email: string | null;
  reserved_until: number | null;
  carrier_missing_at: number | null;
  version: number;
  is_held: Flag;
  is_inbound_held: Flag;
}

export interface AssignmentRow {
  id: AssignmentId;
  number_id: NumberId;
  user_id: UserId;
  provider: Provider;
  is_default: Flag;
  is_inbound_enabled: Flag;
  is_outbound_enabled: Flag;
  label: string | null;
  assigned_at: number;
  unassigned_at: number | null;
  version: number;
}

export interface AssignmentDetailsRow extends AssignmentRow {
  line: string;
  user_name: string;
  user_email: string;
}

export interface ApiKeyRow {
  id: ApiKeyId;
  serial: number;
  user_id: UserId;
  name: string;
  public_id: string;
  created_by: UserId | null;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
}

export interface InvitationRow {
  id: InvitationId;
  serial: number;
  user_id: UserId;
  public_id: string;
  created_by: UserId;
  created_at: number;
  expires_at: number;
  redeemed_at: number | null;
  revoked_at: number | null;
}

export interface SavedViewRow {
  id: SavedViewId;
  serial: number;
  user_id: UserId;
  name: string;
  screen: string;
  query: string;
  is_shared: Flag;
  created_at: number;
  updated_at: number;
  version: number;
}

export interface SessionRow {
  id: SessionId;
  serial: number;
  user_id: UserId;
  public_id: string;
  method: SessionMethod;
  key_id: ApiKeyId | null;
  scopes: string;
  created_at: number;
  expires_at: number;
  ended_at: number | null;
}

export interface EventRow {
  seq: number;
  at: number;
  kind: EventKind;
  subject_id: SubjectId;
  user_id: UserId | null;
  number_id: NumberId | null;
  actor_id: UserId;
  credential_id: string;
  dialect: string;
  request_id: string;
  reason: string | null;
  undoes: number | null;
  job_id: JobId | null;
  before: string | null;
  after: string | null;
  previous_hash: string;
  hash: string;
  hash_version: number;
  salt: string | null;
  digests: string | null;
}

export interface OffboardingRow {
  id: OffboardingId;
  serial: number;
  user_id: UserId;
  status: OffboardingStatus;
  plan: string;
  planned_at: number;
  applied_at: number | null;
  undone_at: number | null;
  transfers: string | null;
  restoration: string | null;
}

export interface JobRow {
  id: JobId;
  kind: JobKind;
  state: JobState;
  input: string;
  checkpoint: string | null;
  progress_done: number;
  progress_total: number | null;
  attempts: number;
  due_at: number | null;
  last_error: string | null;
  creator: string | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
}

export interface PlanRow {
  id: PlanId;
  action: string;
  reason: string | null;
  status: PlanStatus;
  mode: PlanMode | null;
  created_by: UserId;
  credential_id: string;
  offboarding_id: OffboardingId | null;
  planned_at: number;
  started_at: number | null;
  started_via: string | null;
  applied_at: number | null;
  undone_at: number | null;
  next_position: number;
  counts: string;
}

export interface PlanItemRow {
  position: number;
  named: string | null;
  number_id: NumberId | null;
  provider: Provider | null;
  line: string | null;
  seen: string | null;
  remaining: string | null;
  effects: string | null;
  fate: PlanFate;
  refusal: string | null;
  result: string | null;
  undo: string | null;
}

export interface ImportRow {
  id: ImportId;
  kind: "numbers" | "users";
  mode: ImportMode;
  phase: ImportPhase;
  job_id: JobId | null;
  apply_job_id: JobId | null;
  facts: string;
  preview: string | null;
  result: string;
  rows: number;
  created_by: UserId;
  created_at: number;
  content_deleted_at: number | null;
}
