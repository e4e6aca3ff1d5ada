// Generated from openapi/native.yaml by `npm run openapi`: do not edit.

export interface components {
	schemas: {
		/**
		 * @description The page size.
		 * @default 50
		 */
		Limit: number;
		/** @description The `nextCursor` of the previous page. Omit it for the first page. */
		Cursor: string;
		/** @description The id of the session, or `current` for the one of this request. */
		OwnSession: string;
		/** @description The id of the number, or its line, with `+` sent as `%2B` or as it is. */
		NumberReference: string;
		/** @description The `seq` of the event. */
		EventSeq: number;
		/** @description 24 hexadecimal characters: any case in requests, lower case in responses. */
		Id: string;
		NewOrganization: {
			name: string;
			/** @description By default like the name, with a number when another organization has that slug. */
			slug?: string;
			id?: Id;
			owner: {
				/** Format: idn-email */
				email: string;
				name: string;
				username?: string | null;
			};
		};
		/**
		 * @description The credentials of a suspended organization are rejected. A deleted one stays deleted, and only its history remains.
		 * @enum {string}
		 */
		OrganizationStatus: "active" | "suspended" | "deleted";
		/** @description A tenant. Every user, group, API key and number belongs to one. */
		Organization: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			/** @description The name in paths: unique over all organizations, and changeable. A deleted organization shows the slug that it had, which is free. */
			slug: string;
			name: string;
			status: OrganizationStatus;
			/** @description Days between two inbound holders of a number, in which only the former holder can receive on it. */
			coolingDays: number;
			/** Format: date-time */
			createdAt: string;
			/**
			 * Format: date-time
			 * @description Only of a deleted organization.
			 */
			deletedAt?: string;
		};
		/**
		 * @description A `service` user is a program with API keys: it has no e-mail address and no endpoints, holds no number and is not in the vendors' APIs.
		 * @enum {string}
		 */
		UserKind: "person" | "service";
		/**
		 * @description A role of the organization; `superadmin` and `router` only in events about users of the platform.
		 * @enum {string}
		 */
		UserRole: "admin" | "member" | "auditor" | "superadmin" | "router";
		/**
		 * @description `disabled` by an admin, `blocked` by a superadmin, `removed` by an offboarding.
		 * @enum {string}
		 */
		UserStatus: "active" | "disabled" | "blocked" | "removed";
		/** @description A person or a service of an organization. */
		User: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			kind: UserKind;
			name: string;
			/** @description Null for a service user. */
			email: string | null;
			username: string | null;
			role: UserRole;
			/** @description The owner cannot be removed or made a member, and only a superadmin can disable or block them. */
			isOwner: boolean;
			status: UserStatus;
			/** @description The user's name in another system. */
			externalId: string | null;
			/** @description Where the user is reached, in order of preference: `client:ana`, `sip:ana@example.com`, `tel:+14165550102`. */
			endpoints: string[];
			/**
			 * Format: date-time
			 * @description JWTs of this second and before are rejected.
			 */
			signedOutAt: string | null;
			/** Format: date-time */
			createdAt: string;
		};
		CreatedOrganization: {
			organization: Organization;
			owner: User;
		};
		/** @description An error, as RFC 9457 problem details. */
		Problem: {
			/** @description `urn:whoseline:problem:` and the code. */
			type: string;
			title: string;
			status: number;
			/** @description What is wrong, and what would be right. */
			detail: string;
			/** @description Stable; for programs. */
			code: string;
			/** @description With `position_ahead` and `position_diverged`: the `seq` of the last event of the feed. */
			head?: number;
			/** @description With `position_ahead` and `position_diverged` of the platform's feed: the organization. */
			organizationId?: string;
			/** @description With `quota_exceeded`: the resource. */
			quota?: string;
			/** @description With `quota_exceeded`: how many the organization has of it. */
			used?: number;
			/** @description With `quota_exceeded`: how many it can have. */
			limit?: number;
			/** @description With `organization_has_numbers` and `organization_has_api_keys`: how many there are. */
			count?: number;
			/** @description With `organization_deleted`: when the organization was deleted. */
			deletedAt?: string;
			/** @description With `user_removed`: when the user left. */
			removedAt?: string;
			/** @description With `user_removed`: the offboarding, for `getOffboarding`. */
			offboardingId?: string;
			/** @description The invalid fields of the request. */
			errors?: {
				/** @description A JSON pointer into the body, like `#/owner/email`; or the name of the parameter. */
				pointer: string;
				detail: string;
			}[];
		};
		OrganizationPage: {
			items: Organization[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/** @description The id of an organization, or its slug. */
		OrganizationReference: string;
		OrganizationChanges: {
			name?: string;
			/** @description The former slug is free from then on, and names the organization no more. */
			slug?: string;
			/** @enum {string} */
			status?: "active" | "suspended";
			/** @description Days between two inbound holders of a number, in which only the former holder can receive on it. */
			coolingDays?: number;
		};
		/** @description A user by id, username after an `@`, or e-mail address. A name is looked up as names are compared: in any case. Nobody has the name of a removed user. */
		UserReference: string;
		NewOwnership: {
			/** @description The new owner: an active person of the organization. */
			user: UserReference;
		};
		OwnershipTransfer: {
			organization: Organization;
			owner: User;
			formerOwner: User;
		};
		/**
		 * @description An `admin` manages the organization; a `member` reads their own records; an `auditor` reads everything that an admin reads, and changes nothing.
		 * @enum {string}
		 */
		Role: "admin" | "member" | "auditor";
		NewUser: {
			/** @description `person` by default; it never changes. */
			kind?: UserKind;
			/**
			 * Format: idn-email
			 * @description Required for a person; omitted for a service user.
			 */
			email?: string;
			name: string;
			username?: string | null;
			/** @description `member` by default. */
			role?: Role;
			/** @description The user's name in another system, such as the `sub` of an identity provider. Case-sensitive. */
			externalId?: string | null;
			/** @description Where the user is reached, in order of preference: `client:ana`, `sip:ana@example.com`, `tel:+14165550102`. */
			endpoints?: string[];
			/** @description A new id by default. Only a superadmin can choose it. */
			id?: Id;
		};
		UserPage: {
			items: User[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/** @description One line of an export of users. */
		ExportedUser: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			kind: UserKind;
			name: string;
			/** @description Null for a service user. */
			email: string | null;
			username: string | null;
			role: UserRole;
			/** @description The owner cannot be removed or made a member, and only a superadmin can disable or block them. */
			isOwner: boolean;
			status: UserStatus;
			/** @description The user's name in another system. */
			externalId: string | null;
			/** @description Where the user is reached, in order of preference: `client:ana`, `sip:ana@example.com`, `tel:+14165550102`. */
			endpoints: string[];
			/**
			 * Format: date-time
			 * @description JWTs of this second and before are rejected.
			 */
			signedOutAt: string | null;
			/** Format: date-time */
			createdAt: string;
			/** @description The names of the groups. */
			groups: string[];
		};
		UserChanges: {
			/** Format: idn-email */
			email?: string;
			name?: string;
			username?: string | null;
			role?: Role;
			/**
			 * @description Only a superadmin blocks and unblocks.
			 * @enum {string}
			 */
			status?: "active" | "disabled" | "blocked";
			/** @description The user's name in another system, such as the `sub` of an identity provider. Case-sensitive. */
			externalId?: string | null;
			/** @description Where the user is reached, in order of preference: `client:ana`, `sip:ana@example.com`, `tel:+14165550102`. */
			endpoints?: string[];
		};
		UserBatch: {
			items: NewUser[];
			/** @description Returns the fate of every item and changes nothing. */
			dryRun?: boolean;
		};
		/**
		 * @description `create`: the record was added. `change`: it existed with other values, and was changed. `same`: it existed like this. `refused`: nothing was done for this item.
		 * @enum {string}
		 */
		BatchFate: "create" | "change" | "same" | "refused";
		UserBatchItem: {
			/** @description The position of the item in the request, from 0. */
			index: number;
			fate: BatchFate;
			/** @description Of the record; absent from a refused item and from what a dry run would create. */
			id?: Id;
			/** @description With `refused`: the code of the error. */
			code?: string;
			/** @description With `refused`: what is wrong, and what would be right. */
			detail?: string;
			/** @description With `refused`: the invalid fields, with JSON pointers into the body. */
			errors?: {
				pointer: string;
				detail: string;
			}[];
		};
		UserBatchResult: {
			dryRun: boolean;
			counts: {
				create: number;
				change: number;
				same: number;
				refused: number;
			};
			/** @description One for each item of the request, in the same order. */
			items: UserBatchItem[];
		};
		/** @description Keeps an e-mail address from users who are not blocked. */
		EmailBlock: {
			id: Id;
			email: string;
			/** @description The blocked user who had the address. */
			userId: Id;
			/** Format: date-time */
			blockedAt: string;
		};
		EmailBlockPage: {
			items: EmailBlock[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		ErasureRequest: {
			/** @description Kept in the history. It overrides cooling and reservations. */
			reason?: string;
		};
		/** @description The erasure of the personal values of a removed user. */
		Erasure: {
			userId: Id;
			/** @description How many events were redacted. */
			events: number;
			/** Format: date-time */
			erasedAt: string;
		};
		Endpoints: {
			/** @description Where the user is reached, in order of preference: `client:ana`, `sip:ana@example.com`, `tel:+14165550102`. */
			endpoints: string[];
		};
		NewEndpoints: {
			/** @description Where the user is reached, in order of preference: `client:ana`, `sip:ana@example.com`, `tel:+14165550102`. */
			endpoints: string[];
		};
		NewGroup: {
			name: string;
		};
		/** @description A named set of users. */
		Group: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			name: string;
			/** Format: date-time */
			createdAt: string;
		};
		GroupPage: {
			items: Group[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		GroupWithMembers: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			name: string;
			/** Format: date-time */
			createdAt: string;
			members: User[];
		};
		/** @description The user that the credential acts for. */
		CallingUser: {
			id: Id;
			/**
			 * @description Null for users of the platform.
			 * @enum {string|null}
			 */
			kind: "person" | "service" | null;
			name: string;
			/** @description Null for service users and users of the platform. */
			email: string | null;
			/** @enum {string} */
			role: "admin" | "member" | "auditor" | "superadmin" | "router";
			isOwner: boolean;
		};
		/** @description Like `ApiKeyScope`; or `inventory`, which permits adding and reading numbers only; or `organization:…` with the id or the slug of an organization, to which the key is limited, or to one of several. */
		SuperadminKeyScope: string;
		/** @description A credential of the superadmin, within its scopes, without its secret. */
		SuperadminKey: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			userId: Id;
			name: string;
			/** @description The part of the key that logs may show. */
			publicId: string;
			/** @description The user who created the key; null for a key of an earlier release. */
			createdBy: Id | null;
			/** @description What the key permits of what its user may do; empty for everything. */
			scopes: SuperadminKeyScope[];
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			expiresAt: string | null;
			/** Format: date-time */
			revokedAt: string | null;
		};
		CallingSession: {
			id: Id;
			/** @description The API key that it was exchanged for. */
			keyId: Id | null;
			/**
			 * Format: date-time
			 * @description It ends then, and 30 minutes after its last use.
			 */
			expiresAt: string;
		};
		/** @description What the JWT states of itself. */
		CallingToken: {
			issuer: string | null;
			/** Format: date-time */
			expiresAt: string | null;
		};
		RateLimit: {
			/**
			 * @description Whose requests are counted.
			 * @enum {string}
			 */
			of: "credential" | "organization";
			/** @description Requests in one window. */
			limit: number;
			/** @description Requests that are left in this window, after this one. */
			remaining: number;
			/** @description Seconds until the next window. */
			resetSeconds: number;
			windowSeconds: number;
		};
		/** @description How many of each the organization can have. */
		Quotas: {
			users: number;
			groups: number;
			apiKeys: number;
			numbers: number;
			webhooks: number;
			offboardingPlans: number;
			plans: number;
		};
		/** @description Who the caller is, and what limits them. */
		Caller: {
			user: CallingUser;
			/** @description The user's organization, or the only one that the scopes of a superadmin key name; else null. */
			organization: Organization | null;
			/** @description The API key, also of a session; null for a JWT. */
			apiKey: SuperadminKey | null;
			/** @description The session; null for a credential in a header. */
			session: CallingSession | null;
			/** @description The JWT; null for an API key. */
			token: CallingToken | null;
			limits: {
				/** @description Empty when there is no rate limit. */
				rates: RateLimit[];
				/** @description Null without an organization. */
				quotas: Quotas | null;
			};
		};
		/**
		 * @description `readOnly` permits reads only; `dialect:…` permits one API only: `native` is this one.
		 * @enum {string}
		 */
		ApiKeyScope: "readOnly" | "dialect:native" | "dialect:tether" | "dialect:telnyx" | "dialect:ippanel";
		NewApiKey: {
			/** @description The user for whom the key acts. */
			user: UserReference;
			name: string;
			/**
			 * Format: date-time
			 * @description Without it the key is valid until it is revoked.
			 */
			expiresAt?: string;
			/** @description At most one of them begins with `dialect:`. */
			scopes?: ApiKeyScope[];
		};
		/** @description A new API key with its secret. */
		CreatedApiKey: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			userId: Id;
			name: string;
			/** @description The part of the key that logs may show. */
			publicId: string;
			/** @description The user who created the key; null for a key of an earlier release. */
			createdBy: Id | null;
			/** @description What the key permits of what its user may do; empty for everything. */
			scopes: ApiKeyScope[];
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			expiresAt: string | null;
			/** Format: date-time */
			revokedAt: string | null;
			/** @description The secret. Neither a list nor the replay of a repeated request contains it. */
			key?: string;
		};
		/** @description An API key with its last use. */
		ListedApiKey: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			userId: Id;
			name: string;
			/** @description The part of the key that logs may show. */
			publicId: string;
			/** @description The user who created the key; null for a key of an earlier release. */
			createdBy: Id | null;
			/** @description What the key permits of what its user may do; empty for everything. */
			scopes: ApiKeyScope[];
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			expiresAt: string | null;
			/** Format: date-time */
			revokedAt: string | null;
			/**
			 * Format: date-time
			 * @description When the key was last used, at most a minute stale; null if that was never recorded.
			 */
			lastUsedAt: string | null;
		};
		ApiKeyPage: {
			items: ListedApiKey[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		KeyRotation: {
			/**
			 * @description How long the old key stays valid, at most until its own expiry.
			 * @default 86400
			 */
			overlapSeconds?: number;
			/**
			 * Format: date-time
			 * @description By default the new key is valid as long as the old one was, or without end.
			 */
			expiresAt?: string;
		};
		/** @description A credential with the permissions of its user, without its secret. */
		ApiKey: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			userId: Id;
			name: string;
			/** @description The part of the key that logs may show. */
			publicId: string;
			/** @description The user who created the key; null for a key of an earlier release. */
			createdBy: Id | null;
			/** @description What the key permits of what its user may do; empty for everything. */
			scopes: ApiKeyScope[];
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			expiresAt: string | null;
			/** Format: date-time */
			revokedAt: string | null;
		};
		/** @description A new API key with its secret, and the old key with its new expiry. */
		RotatedApiKey: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			userId: Id;
			name: string;
			/** @description The part of the key that logs may show. */
			publicId: string;
			/** @description The user who created the key; null for a key of an earlier release. */
			createdBy: Id | null;
			/** @description What the key permits of what its user may do; empty for everything. */
			scopes: ApiKeyScope[];
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			expiresAt: string | null;
			/** Format: date-time */
			revokedAt: string | null;
			/** @description The secret. Neither a list nor the replay of a repeated request contains it. */
			key?: string;
			replaced: ApiKey;
		};
		NewInvitation: {
			/**
			 * Format: date-time
			 * @description Seven days from now by default, and at most 30 days.
			 */
			expiresAt?: string;
		};
		/** @description A new invitation with its secret. */
		CreatedInvitation: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			/** @description The person who is invited. */
			userId: Id;
			/** @description The part of the invitation that logs may show. */
			publicId: string;
			/** @description The user who invited. */
			createdBy: Id;
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			expiresAt: string;
			/** Format: date-time */
			redeemedAt: string | null;
			/** Format: date-time */
			revokedAt: string | null;
			/** @description The secret: the bearer credential of `redeemInvitation`. Neither a list nor the replay of a repeated request contains it. */
			invitation?: string;
			/** @description The page of the console that exchanges the invitation for a session, with the secret in it. Only with an https `WHOSELINE_PUBLIC_URL`, and on the machine of the server. */
			link?: string;
		};
		/** @description Lets a person without a credential make their first API key, once. */
		Invitation: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			/** @description The person who is invited. */
			userId: Id;
			/** @description The part of the invitation that logs may show. */
			publicId: string;
			/** @description The user who invited. */
			createdBy: Id;
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			expiresAt: string;
			/** Format: date-time */
			redeemedAt: string | null;
			/** Format: date-time */
			revokedAt: string | null;
		};
		InvitationPage: {
			items: Invitation[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		InvitationRedemption: {
			name: string;
			/**
			 * Format: date-time
			 * @description Without it the key is valid until it is revoked.
			 */
			expiresAt?: string;
			/** @description At most one of them begins with `dialect:`. */
			scopes?: ApiKeyScope[];
		};
		NewSavedView: {
			name: string;
			/** @description What the view is of, such as `numbers`. */
			screen: string;
			/** @description What it shows: the part of the page's URL after `?`. */
			query: string;
			/** @description Whether everybody in the organization sees it. */
			isShared?: boolean;
		};
		/** @description A query of a screen under a name. */
		SavedView: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			/** @description Who saved it. */
			userId: Id;
			name: string;
			screen: string;
			query: string;
			/** @description Whether everybody in the organization sees it. */
			isShared: boolean;
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			updatedAt: string;
		};
		SavedViewPage: {
			items: SavedView[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		SavedViewChanges: {
			name?: string;
			/** @description What it shows: the part of the page's URL after `?`. */
			query?: string;
			/** @description Whether everybody in the organization sees it. */
			isShared?: boolean;
		};
		/** @description A person who is signed in to the console. It acts as the user, with the scopes of the key. */
		Session: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			userId: Id;
			/** @description The part of the secret that logs may show. */
			publicId: string;
			/**
			 * @description What it was exchanged for.
			 * @enum {string}
			 */
			method: "apiKey" | "token" | "invitation" | "link" | "identityProvider";
			/** @description The API key that it was exchanged for, with which it ends. */
			keyId: Id | null;
			/** @description Those of the key; empty for everything. */
			scopes: SuperadminKeyScope[];
			/** Format: date-time */
			createdAt: string;
			/**
			 * Format: date-time
			 * @description It ends then, and 30 minutes after its last use.
			 */
			expiresAt: string;
			/**
			 * Format: date-time
			 * @description When it ended before: by a sign-out or with its key or user.
			 */
			revokedAt: string | null;
		};
		/** @description A session with its last use. */
		ListedSession: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			userId: Id;
			/** @description The part of the secret that logs may show. */
			publicId: string;
			/**
			 * @description What it was exchanged for.
			 * @enum {string}
			 */
			method: "apiKey" | "token" | "invitation" | "link" | "identityProvider";
			/** @description The API key that it was exchanged for, with which it ends. */
			keyId: Id | null;
			/** @description Those of the key; empty for everything. */
			scopes: SuperadminKeyScope[];
			/** Format: date-time */
			createdAt: string;
			/**
			 * Format: date-time
			 * @description It ends then, and 30 minutes after its last use.
			 */
			expiresAt: string;
			/**
			 * Format: date-time
			 * @description When it ended before: by a sign-out or with its key or user.
			 */
			revokedAt: string | null;
			/**
			 * Format: date-time
			 * @description At most a minute old.
			 */
			lastUsedAt: string;
			/**
			 * Format: date-time
			 * @description When it ends unless it is used before, or `expiresAt`.
			 */
			idleAt: string;
			/** @description Whether this request has it. */
			isCurrent: boolean;
		};
		SessionPage: {
			items: ListedSession[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/** @description Why a sign-in cannot work as the page was opened. */
		ConsoleProblem: {
			/** @enum {string} */
			code: "https_required" | "public_url_differs" | "host_differs" | "fetch_metadata_missing";
			/** @description What is wrong, and what to do. */
			detail: string;
		};
		/** @description What the page to sign in shows. */
		Console: {
			/** @description The version of the server. */
			version: string;
			/** @description Empty without the origin of the page. */
			problems: ConsoleProblem[];
			/** @description Where the browser begins a sign-in with the identity provider of the settings, with `?returnTo=` a page of the console; null without one. */
			identityProviderPath: string | null;
			/** @description Whether the browser sent the cookie of a session, which can have ended. */
			hasSessionCookie: boolean;
		};
		NewRouterKey: {
			name: string;
			/**
			 * Format: date-time
			 * @description Without it the key is valid until it is revoked.
			 */
			expiresAt?: string;
		};
		NewSuperadminKey: {
			name: string;
			/**
			 * Format: date-time
			 * @description Without it the key is valid until it is revoked.
			 */
			expiresAt?: string;
			/** @description Without them the key permits everything in every organization. At most one of them begins with `dialect:`. */
			scopes?: SuperadminKeyScope[];
		};
		/** @description A new superadmin key with its secret. */
		CreatedSuperadminKey: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			userId: Id;
			name: string;
			/** @description The part of the key that logs may show. */
			publicId: string;
			/** @description The user who created the key; null for a key of an earlier release. */
			createdBy: Id | null;
			/** @description What the key permits of what its user may do; empty for everything. */
			scopes: SuperadminKeyScope[];
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			expiresAt: string | null;
			/** Format: date-time */
			revokedAt: string | null;
			/** @description The secret. Neither a list nor the replay of a repeated request contains it. */
			key?: string;
		};
		/** @description A superadmin key with its last use. */
		ListedSuperadminKey: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			userId: Id;
			name: string;
			/** @description The part of the key that logs may show. */
			publicId: string;
			/** @description The user who created the key; null for a key of an earlier release. */
			createdBy: Id | null;
			/** @description What the key permits of what its user may do; empty for everything. */
			scopes: SuperadminKeyScope[];
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			expiresAt: string | null;
			/** Format: date-time */
			revokedAt: string | null;
			/**
			 * Format: date-time
			 * @description When the key was last used, at most a minute stale; null if that was never recorded.
			 */
			lastUsedAt: string | null;
		};
		SuperadminKeyPage: {
			items: ListedSuperadminKey[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/** @description A new superadmin key with its secret, and the old key with its new expiry. */
		RotatedSuperadminKey: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			userId: Id;
			name: string;
			/** @description The part of the key that logs may show. */
			publicId: string;
			/** @description The user who created the key; null for a key of an earlier release. */
			createdBy: Id | null;
			/** @description What the key permits of what its user may do; empty for everything. */
			scopes: SuperadminKeyScope[];
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			expiresAt: string | null;
			/** Format: date-time */
			revokedAt: string | null;
			/** @description The secret. Neither a list nor the replay of a repeated request contains it. */
			key?: string;
			replaced: SuperadminKey;
		};
		/**
		 * @description The carrier of a number.
		 * @enum {string}
		 */
		Provider: "twilio" | "sinch" | "textgrid" | "telnyx" | "ippanel" | "bandwidth" | "vonage" | "plivo" | "other";
		/**
		 * @description `senderLine` is a line of IPPanel. Several organizations can have the same `shortCode` or `alphanumeric` sender id: no caller's lookup finds them, and nobody receives on a sender id.
		 * @enum {string}
		 */
		LineKind: "e164" | "senderLine" | "shortCode" | "alphanumeric";
		/** @description The first holder of a new number. */
		NewHolder: {
			user: UserReference;
			/** @description The number replaces the user's default on this provider. */
			isDefault?: boolean;
			/** @description `true` by default, except for a sender id. */
			isInboundEnabled?: boolean;
			/** @description `true` by default. */
			isOutboundEnabled?: boolean;
			label?: string | null;
		};
		NewPhoneNumber: {
			provider: Provider;
			/** @description The number as it is dialled: E.164, or a sender line of the provider; or a short code or sender id. */
			line: string;
			/** @description By default the line is E.164, or one of IPPanel's sender lines for IPPanel. */
			kind?: LineKind;
			/** @description The country of a short code, in ISO 3166-1 alpha-2. Required for it, and only for it. */
			country?: string;
			alias?: string | null;
			holder?: NewHolder;
		};
		/** @description Who a number is reserved for: a user, or the e-mail address of a future user. */
		Reservation: {
			userId: Id | null;
			email: string | null;
			/** Format: date-time */
			until: string;
		};
		/**
		 * @description `cooling`: unassigned, and reserved for the former inbound holder.
		 * @enum {string}
		 */
		NumberState: "available" | "assigned" | "cooling" | "released";
		/** @description A user who holds the number now. */
		PhoneNumberHolder: {
			userId: Id;
			userName: string;
			userEmail: string;
			/** @description Whether the user calls from this number on this provider. */
			isDefault: boolean;
			/** @description Whether the user receives the number's calls and messages. */
			isInboundEnabled: boolean;
			/** @description Whether the user can call and send from the number. */
			isOutboundEnabled: boolean;
			label: string | null;
			/** Format: date-time */
			since: string;
			assignmentId: Id;
		};
		/** @description An assignment that lost something to the change. */
		DisplacedAssignment: {
			/**
			 * @description `default`: no longer the user's default. `inbound`: the user no longer receives on the number. `assignment`: ended.
			 * @enum {string}
			 */
			what: "default" | "inbound" | "assignment";
			userId: Id;
			userName: string;
			numberId: Id;
			line: string;
			assignmentId: Id;
		};
		/** @description A number that was added, with advice. */
		AddedPhoneNumber: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			provider: Provider;
			/** @description The number as it is dialled: E.164, or a sender line of the provider; or a short code or sender id. */
			line: string;
			/** @description The country of a short code, in ISO 3166-1 alpha-2. Null for other lines. */
			country: string | null;
			alias: string | null;
			/**
			 * Format: date-time
			 * @description The end of the last cooling period.
			 */
			coolingUntil: string | null;
			reservedFor: Reservation | null;
			/**
			 * Format: date-time
			 * @description When a comparison found that the carrier does not have the number any more: no call reaches it. Null while the carrier has it, or when nothing was compared.
			 */
			carrierMissingAt: string | null;
			/** Format: date-time */
			addedAt: string;
			/** Format: date-time */
			releasedAt: string | null;
			kind: LineKind;
			state: NumberState;
			/** @description The inbound holder first, then the oldest; at most 20. */
			holders: PhoneNumberHolder[];
			/** @description How many users hold the number. */
			holderCount: number;
			/** @description What the first holder's assignment took from other assignments. */
			displaced: DisplacedAssignment[];
			/** @description What looks wrong with the line. The number was added nevertheless. */
			warnings: string[];
		};
		NumberBatch: {
			items: NewPhoneNumber[];
			/** @description Returns the fate of every item and changes nothing. */
			dryRun?: boolean;
		};
		NumberBatchItem: {
			/** @description The position of the item in the request, from 0. */
			index: number;
			fate: BatchFate;
			/** @description Of the record; absent from a refused item and from what a dry run would create. */
			id?: Id;
			/** @description With `refused`: the code of the error. */
			code?: string;
			/** @description With `refused`: what is wrong, and what would be right. */
			detail?: string;
			/** @description With `refused`: the invalid fields, with JSON pointers into the body. */
			errors?: {
				pointer: string;
				detail: string;
			}[];
			/** @description What the holder's assignment took from other assignments. */
			displaced?: DisplacedAssignment[];
			/** @description What looks wrong with the line. */
			warnings?: string[];
		};
		NumberBatchResult: {
			dryRun: boolean;
			counts: {
				create: number;
				change: number;
				same: number;
				refused: number;
			};
			/** @description One for each item of the request, in the same order. */
			items: NumberBatchItem[];
		};
		/** @description A number with its holders. */
		PhoneNumberDetails: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			provider: Provider;
			/** @description The number as it is dialled: E.164, or a sender line of the provider; or a short code or sender id. */
			line: string;
			/** @description The country of a short code, in ISO 3166-1 alpha-2. Null for other lines. */
			country: string | null;
			alias: string | null;
			/**
			 * Format: date-time
			 * @description The end of the last cooling period.
			 */
			coolingUntil: string | null;
			reservedFor: Reservation | null;
			/**
			 * Format: date-time
			 * @description When a comparison found that the carrier does not have the number any more: no call reaches it. Null while the carrier has it, or when nothing was compared.
			 */
			carrierMissingAt: string | null;
			/** Format: date-time */
			addedAt: string;
			/** Format: date-time */
			releasedAt: string | null;
			kind: LineKind;
			state: NumberState;
			/** @description The inbound holder first, then the oldest; at most 20. */
			holders: PhoneNumberHolder[];
			/** @description How many users hold the number. */
			holderCount: number;
		};
		PhoneNumberPage: {
			items: PhoneNumberDetails[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/** @description One line of an export of numbers. */
		ExportedPhoneNumber: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			provider: Provider;
			/** @description The number as it is dialled: E.164, or a sender line of the provider; or a short code or sender id. */
			line: string;
			kind: LineKind;
			/** @description The country of a short code, in ISO 3166-1 alpha-2. Null for other lines. */
			country: string | null;
			alias: string | null;
			state: NumberState;
			/** @description The e-mail address of the inbound holder, or of the first holder when nobody receives. */
			holder: string | null;
			holderId: Id | null;
			holderName: string | null;
			isDefault: boolean | null;
			isInboundEnabled: boolean | null;
			isOutboundEnabled: boolean | null;
			label: string | null;
			/** @description How many users hold the number. */
			holderCount: number;
			/** @description A user's id, or an e-mail address. */
			reservedFor: string | null;
			/** Format: date-time */
			reservedUntil: string | null;
			/** Format: date-time */
			coolingUntil: string | null;
			/** Format: date-time */
			addedAt: string;
			/** Format: date-time */
			releasedAt: string | null;
		};
		PhoneNumberHolderPage: {
			items: PhoneNumberHolder[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/** @description One line at one provider, in one organization's inventory. */
		PhoneNumber: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			provider: Provider;
			/** @description The number as it is dialled: E.164, or a sender line of the provider; or a short code or sender id. */
			line: string;
			/** @description The country of a short code, in ISO 3166-1 alpha-2. Null for other lines. */
			country: string | null;
			alias: string | null;
			/**
			 * Format: date-time
			 * @description The end of the last cooling period.
			 */
			coolingUntil: string | null;
			reservedFor: Reservation | null;
			/**
			 * Format: date-time
			 * @description When a comparison found that the carrier does not have the number any more: no call reaches it. Null while the carrier has it, or when nothing was compared.
			 */
			carrierMissingAt: string | null;
			/** Format: date-time */
			addedAt: string;
			/** Format: date-time */
			releasedAt: string | null;
			kind: LineKind;
			state: NumberState;
		};
		/** @description For a user or for an e-mail address; not for both. */
		NewReservation: {
			user?: UserReference;
			/** Format: idn-email */
			email?: string;
			/** Format: date-time */
			until: string;
		};
		PhoneNumberChanges: {
			/** @description Corrects a line that was added wrongly; for superadmins, while nobody ever held the number. */
			line?: string;
			alias?: string | null;
			/** @description Null ends the reservation. */
			reservedFor?: NewReservation | null;
		};
		AssignmentFlags: {
			/** @description The number replaces the user's default on this provider, which stays assigned. */
			isDefault?: boolean;
			/** @description The user receives the number's calls and messages. */
			isInboundEnabled?: boolean;
			/** @description The user can call and send from the number. */
			isOutboundEnabled?: boolean;
			label?: string | null;
			/** @description Kept in the history. It overrides cooling and reservations. */
			reason?: string;
		};
		/** @description The assignment after the change, and what the change displaced. */
		AssignmentResult: {
			id: Id;
			numberId: Id;
			userId: Id;
			provider: Provider;
			/** @description Whether the user calls from this number on this provider. */
			isDefault: boolean;
			/** @description Whether the user receives the number's calls and messages. */
			isInboundEnabled: boolean;
			/** @description Whether the user can call and send from the number. */
			isOutboundEnabled: boolean;
			label: string | null;
			/** Format: date-time */
			assignedAt: string;
			/**
			 * Format: date-time
			 * @description Null while the assignment is open.
			 */
			unassignedAt: string | null;
			/** @description What the change took from other assignments. */
			displaced: DisplacedAssignment[];
		};
		Transfer: {
			/** @description The number replaces the user's default on this provider, which stays assigned. */
			isDefault?: boolean;
			/** @description `false` moves the number from a holder who does not receive on it; otherwise `fromUser` is the inbound holder. */
			isInboundEnabled?: boolean;
			/** @description The user can call and send from the number. */
			isOutboundEnabled?: boolean;
			label?: string | null;
			/** @description The current holder. May be omitted for the inbound holder, with the `ETag` of their assignment in `If-Match`. */
			fromUser?: UserReference;
			/** @description The new holder. */
			toUser: UserReference;
			/** @description Kept in the history. It overrides cooling and reservations. */
			reason?: string;
		};
		/** @description A user holds a number from `assignedAt` until `unassignedAt`. */
		Assignment: {
			id: Id;
			numberId: Id;
			userId: Id;
			provider: Provider;
			/** @description Whether the user calls from this number on this provider. */
			isDefault: boolean;
			/** @description Whether the user receives the number's calls and messages. */
			isInboundEnabled: boolean;
			/** @description Whether the user can call and send from the number. */
			isOutboundEnabled: boolean;
			label: string | null;
			/** Format: date-time */
			assignedAt: string;
			/**
			 * Format: date-time
			 * @description Null while the assignment is open.
			 */
			unassignedAt: string | null;
		};
		/** @description An assignment with the line of its number and the name of its user. */
		AssignmentDetails: {
			id: Id;
			numberId: Id;
			userId: Id;
			provider: Provider;
			/** @description Whether the user calls from this number on this provider. */
			isDefault: boolean;
			/** @description Whether the user receives the number's calls and messages. */
			isInboundEnabled: boolean;
			/** @description Whether the user can call and send from the number. */
			isOutboundEnabled: boolean;
			label: string | null;
			/** Format: date-time */
			assignedAt: string;
			/**
			 * Format: date-time
			 * @description Null while the assignment is open.
			 */
			unassignedAt: string | null;
			line: string;
			userName: string;
			userEmail: string;
		};
		AssignmentDetailsPage: {
			items: AssignmentDetails[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
			/**
			 * Format: date-time
			 * @description Only with `asOf`: the time of the organization's first event. Nothing is known of the time before.
			 */
			knownSince?: string | null;
		};
		/** @description One line of an export of assignments. */
		ExportedAssignment: {
			id: Id;
			numberId: Id;
			provider: Provider;
			/** @description The number as it is dialled: E.164, or a sender line of the provider; or a short code or sender id. */
			line: string;
			/** @description The user's e-mail address. */
			holder: string;
			holderId: Id;
			holderName: string;
			/** @description Whether the user calls from this number on this provider. */
			isDefault: boolean;
			/** @description Whether the user receives the number's calls and messages. */
			isInboundEnabled: boolean;
			/** @description Whether the user can call and send from the number. */
			isOutboundEnabled: boolean;
			label: string | null;
			/** Format: date-time */
			assignedAt: string;
			/** Format: date-time */
			unassignedAt: string | null;
		};
		/**
		 * @description What a file to import has rows of.
		 * @enum {string}
		 */
		ImportKind: "numbers" | "users";
		/**
		 * @description What happened to the record.
		 * @enum {string}
		 */
		EventKind: "organization.created" | "organization.updated" | "organization.deleted" | "user.created" | "user.updated" | "user.removed" | "user.restored" | "user.signedOut" | "user.erased" | "identity.linked" | "identity.unlinked" | "emailBlock.created" | "emailBlock.lifted" | "group.created" | "group.deleted" | "group.memberAdded" | "group.memberRemoved" | "apiKey.created" | "apiKey.updated" | "apiKey.revoked" | "invitation.created" | "invitation.redeemed" | "invitation.revoked" | "number.added" | "number.updated" | "number.released" | "number.assigned" | "number.unassigned" | "assignment.updated" | "webhook.created" | "webhook.updated" | "webhook.deleted" | "webhook.disabled" | "carrierAccount.created" | "carrierAccount.updated" | "carrierAccount.deleted";
		/**
		 * @description The API that the request was made through; `mcp` for the tools for agents.
		 * @enum {string}
		 */
		Dialect: "native" | "tether" | "telnyx" | "ippanel" | "mcp";
		/** @description One committed change: who, when, through which API and credential. */
		EventBase: {
			/** @description 1, 2, 3 … within the organization, without gaps, in commit order. */
			seq: number;
			/** Format: date-time */
			at: string;
			kind: EventKind;
			/** @description The record that changed. */
			subjectId: Id;
			/** @description The user concerned. */
			userId: Id | null;
			/** @description The number concerned. */
			numberId: Id | null;
			/** @description The user whose credential made the request. */
			actorId: Id;
			/** @description The id of the API key or the invitation, or `jwt:` and the user's id. */
			credentialId: string;
			dialect: Dialect;
			requestId: string;
			/** @description The reason in the request. */
			reason: string | null;
			/** @description The `seq` of the event that this event reverts. */
			undoes: number | null;
			/** @description The job that made the change; absent when a request did. */
			jobId?: Id;
			/** @description The form that `hash` covers: 1, or 2 with `jobId`. */
			hashVersion: number;
			/** @description The `hash` of the event before it; 64 zeros for the first. */
			previousHash: string;
			/** @description SHA-256 over the event, with digests in place of personal values, in hexadecimal. */
			hash: string;
			/** @description The salt of the digests; null when the event has no personal values. */
			salt: string | null;
			/** @description Whether the personal values were erased; they are null then. */
			redacted: boolean;
			/** @description Of a redacted event: the digests of its personal values by JSON Pointer. */
			digests: {
				[key: string]: string;
			} | null;
		};
		/** @description The complete record in an event. Fields are absent from events that were recorded before a release added them. */
		OrganizationRecord: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			/** @description The name in paths: unique over all organizations, and changeable. A deleted organization shows the slug that it had, which is free. */
			slug: string;
			name: string;
			status: OrganizationStatus;
			/** @description Days between two inbound holders of a number, in which only the former holder can receive on it. */
			coolingDays: number;
			/** Format: date-time */
			createdAt: string;
			/**
			 * Format: date-time
			 * @description Only of a deleted organization.
			 */
			deletedAt?: string;
			/** @description 1 for a new record; each change adds 1. */
			version: number;
		};
		OrganizationCreatedEvent: EventBase & {
			/** @constant */
			kind: "organization.created";
			before: null;
			after: OrganizationRecord;
		};
		OrganizationUpdatedEvent: EventBase & {
			/** @constant */
			kind: "organization.updated";
			before: OrganizationRecord;
			after: OrganizationRecord;
		};
		OrganizationDeletedEvent: EventBase & {
			/** @constant */
			kind: "organization.deleted";
			before: OrganizationRecord;
			after: OrganizationRecord;
		};
		/** @description The complete record in an event. Fields are absent from events that were recorded before a release added them. */
		UserRecord: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			kind: UserKind;
			name: string | null;
			/** @description Null for a service user. */
			email: string | null;
			username: string | null;
			role: UserRole;
			/** @description The owner cannot be removed or made a member, and only a superadmin can disable or block them. */
			isOwner: boolean;
			status: UserStatus;
			/** @description The user's name in another system. */
			externalId: string | null;
			/** @description Where the user is reached, in order of preference: `client:ana`, `sip:ana@example.com`, `tel:+14165550102`. */
			endpoints: string[] | null;
			/**
			 * Format: date-time
			 * @description JWTs of this second and before are rejected.
			 */
			signedOutAt: string | null;
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			removedAt: string | null;
			/** @description 1 for a new record; each change adds 1. */
			version: number;
		};
		UserCreatedEvent: EventBase & {
			/** @constant */
			kind: "user.created";
			before: null;
			after: UserRecord;
		};
		UserUpdatedEvent: EventBase & {
			/** @constant */
			kind: "user.updated";
			before: UserRecord;
			after: UserRecord;
		};
		/** @description The complete record in an event. Fields are absent from events that were recorded before a release added them. */
		RemovedUserRecord: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			kind: UserKind;
			name: string | null;
			/** @description Null for a service user. */
			email: string | null;
			username: string | null;
			role: UserRole;
			/** @description The owner cannot be removed or made a member, and only a superadmin can disable or block them. */
			isOwner: boolean;
			status: UserStatus;
			/** @description The user's name in another system. */
			externalId: string | null;
			/** @description Where the user is reached, in order of preference: `client:ana`, `sip:ana@example.com`, `tel:+14165550102`. */
			endpoints: string[] | null;
			/**
			 * Format: date-time
			 * @description JWTs of this second and before are rejected.
			 */
			signedOutAt: string | null;
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			removedAt: string | null;
			/** @description 1 for a new record; each change adds 1. */
			version: number;
			/** @description The API keys of service users that the removed user created; absent when there are none or they were revoked. */
			keptApiKeyIds?: Id[];
		};
		UserRemovedEvent: EventBase & {
			/** @constant */
			kind: "user.removed";
			before: UserRecord;
			after: RemovedUserRecord;
		};
		UserRestoredEvent: EventBase & {
			/** @constant */
			kind: "user.restored";
			before: UserRecord;
			after: UserRecord;
		};
		UserSignedOutEvent: EventBase & {
			/** @constant */
			kind: "user.signedOut";
			before: UserRecord;
			after: UserRecord;
		};
		UserErasedEvent: EventBase & {
			/** @constant */
			kind: "user.erased";
			before: UserRecord;
			after: UserRecord;
		};
		/** @description Who a user is at an identity provider. */
		IdentityRecord: {
			userId: Id;
			/** @description The `iss` of the tokens. */
			issuer: string;
			/** @description The `sub` of the tokens. */
			externalId: string | null;
			/** Format: date-time */
			linkedAt: string;
		};
		IdentityLinkedEvent: EventBase & {
			/** @constant */
			kind: "identity.linked";
			before: null;
			after: IdentityRecord;
		};
		IdentityUnlinkedEvent: EventBase & {
			/** @constant */
			kind: "identity.unlinked";
			before: IdentityRecord;
			after: null;
		};
		/** @description The complete record in an event. Fields are absent from events that were recorded before a release added them. */
		EmailBlockRecord: {
			id: Id;
			email: string | null;
			/** @description The blocked user who had the address. */
			userId: Id;
			/** Format: date-time */
			blockedAt: string;
		};
		EmailBlockCreatedEvent: EventBase & {
			/** @constant */
			kind: "emailBlock.created";
			before: null;
			after: EmailBlockRecord;
		};
		EmailBlockLiftedEvent: EventBase & {
			/** @constant */
			kind: "emailBlock.lifted";
			before: EmailBlockRecord;
			after: null;
		};
		/** @description The complete record in an event. Fields are absent from events that were recorded before a release added them. */
		GroupRecord: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			name: string;
			/** Format: date-time */
			createdAt: string;
			/** @description 1 for a new record; each change adds 1. */
			version: number;
		};
		GroupCreatedEvent: EventBase & {
			/** @constant */
			kind: "group.created";
			before: null;
			after: GroupRecord;
		};
		GroupDeletedEvent: EventBase & {
			/** @constant */
			kind: "group.deleted";
			before: GroupRecord;
			after: null;
		};
		/** @description A user is in a group. */
		GroupMembership: {
			groupId: Id;
			userId: Id;
		};
		GroupMemberAddedEvent: EventBase & {
			/** @constant */
			kind: "group.memberAdded";
			before: null;
			after: GroupMembership;
		};
		GroupMemberRemovedEvent: EventBase & {
			/** @constant */
			kind: "group.memberRemoved";
			before: GroupMembership;
			after: null;
		};
		/** @description The complete record in an event. Fields are absent from events that were recorded before a release added them. */
		ApiKeyRecord: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			userId: Id;
			name: string | null;
			/** @description The part of the key that logs may show. */
			publicId: string;
			/** @description The user who created the key; null for a key of an earlier release. */
			createdBy: Id | null;
			/** @description What the key permits of what its user may do; empty for everything. */
			scopes: ApiKeyScope[];
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			expiresAt: string | null;
			/** Format: date-time */
			revokedAt: string | null;
		};
		ApiKeyCreatedEvent: EventBase & {
			/** @constant */
			kind: "apiKey.created";
			before: null;
			after: ApiKeyRecord;
		};
		ApiKeyUpdatedEvent: EventBase & {
			/** @constant */
			kind: "apiKey.updated";
			before: ApiKeyRecord;
			after: ApiKeyRecord;
		};
		ApiKeyRevokedEvent: EventBase & {
			/** @constant */
			kind: "apiKey.revoked";
			before: ApiKeyRecord;
			after: ApiKeyRecord;
		};
		/** @description The complete record in an event. Fields are absent from events that were recorded before a release added them. */
		InvitationRecord: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			/** @description The person who is invited. */
			userId: Id;
			/** @description The part of the invitation that logs may show. */
			publicId: string;
			/** @description The user who invited. */
			createdBy: Id;
			/** Format: date-time */
			createdAt: string;
			/** Format: date-time */
			expiresAt: string;
			/** Format: date-time */
			redeemedAt: string | null;
			/** Format: date-time */
			revokedAt: string | null;
		};
		InvitationCreatedEvent: EventBase & {
			/** @constant */
			kind: "invitation.created";
			before: null;
			after: InvitationRecord;
		};
		InvitationRedeemedEvent: EventBase & {
			/** @constant */
			kind: "invitation.redeemed";
			before: InvitationRecord;
			after: InvitationRecord;
		};
		InvitationRevokedEvent: EventBase & {
			/** @constant */
			kind: "invitation.revoked";
			before: InvitationRecord;
			after: InvitationRecord;
		};
		/** @description The complete record in an event. Fields are absent from events that were recorded before a release added them. */
		NumberRecord: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			provider: Provider;
			/** @description The number as it is dialled: E.164, or a sender line of the provider; or a short code or sender id. */
			line: string;
			/** @description The country of a short code, in ISO 3166-1 alpha-2. Null for other lines. */
			country: string | null;
			alias: string | null;
			/**
			 * Format: date-time
			 * @description The end of the last cooling period.
			 */
			coolingUntil: string | null;
			reservedFor: Reservation | null;
			/**
			 * Format: date-time
			 * @description When a comparison found that the carrier does not have the number any more: no call reaches it. Null while the carrier has it, or when nothing was compared.
			 */
			carrierMissingAt: string | null;
			/** Format: date-time */
			addedAt: string;
			/** Format: date-time */
			releasedAt: string | null;
			/** @description Who can receive on the number while it is cooling. */
			formerHolderId: Id | null;
			/** @description 1 for a new record; each change adds 1. */
			version: number;
		};
		NumberAddedEvent: EventBase & {
			/** @constant */
			kind: "number.added";
			before: null;
			after: NumberRecord;
		};
		NumberUpdatedEvent: EventBase & {
			/** @constant */
			kind: "number.updated";
			before: NumberRecord;
			after: NumberRecord;
		};
		NumberReleasedEvent: EventBase & {
			/** @constant */
			kind: "number.released";
			before: NumberRecord;
			after: NumberRecord;
		};
		/** @description The complete record in an event. Fields are absent from events that were recorded before a release added them. */
		AssignmentRecord: {
			id: Id;
			numberId: Id;
			userId: Id;
			provider: Provider;
			/** @description Whether the user calls from this number on this provider. */
			isDefault: boolean;
			/** @description Whether the user receives the number's calls and messages. */
			isInboundEnabled: boolean;
			/** @description Whether the user can call and send from the number. */
			isOutboundEnabled: boolean;
			label: string | null;
			/** Format: date-time */
			assignedAt: string;
			/**
			 * Format: date-time
			 * @description Null while the assignment is open.
			 */
			unassignedAt: string | null;
			/** @description 1 for a new record; each change adds 1. */
			version: number;
		};
		NumberAssignedEvent: EventBase & {
			/** @constant */
			kind: "number.assigned";
			before: null;
			after: AssignmentRecord;
		};
		NumberUnassignedEvent: EventBase & {
			/** @constant */
			kind: "number.unassigned";
			before: AssignmentRecord;
			after: AssignmentRecord;
		};
		AssignmentUpdatedEvent: EventBase & {
			/** @constant */
			kind: "assignment.updated";
			before: AssignmentRecord;
			after: AssignmentRecord;
		};
		/**
		 * @description The kind of an event or of a notification (`message.received`, `call.…`, `sync.drifted`), or all kinds of a noun: `number.*`.
		 * @enum {string}
		 */
		WebhookKind: "organization.*" | "user.*" | "identity.*" | "emailBlock.*" | "group.*" | "apiKey.*" | "invitation.*" | "number.*" | "assignment.*" | "webhook.*" | "carrierAccount.*" | "message.*" | "call.*" | "sync.*" | "organization.created" | "organization.updated" | "organization.deleted" | "user.created" | "user.updated" | "user.removed" | "user.restored" | "user.signedOut" | "user.erased" | "identity.linked" | "identity.unlinked" | "emailBlock.created" | "emailBlock.lifted" | "group.created" | "group.deleted" | "group.memberAdded" | "group.memberRemoved" | "apiKey.created" | "apiKey.updated" | "apiKey.revoked" | "invitation.created" | "invitation.redeemed" | "invitation.revoked" | "number.added" | "number.updated" | "number.released" | "number.assigned" | "number.unassigned" | "assignment.updated" | "webhook.created" | "webhook.updated" | "webhook.deleted" | "webhook.disabled" | "carrierAccount.created" | "carrierAccount.updated" | "carrierAccount.deleted" | "message.received" | "call.routed" | "call.missed" | "call.voicemail" | "sync.drifted";
		/**
		 * @description `fat`: the complete event. `thin`: the ids in it only, so that no personal values are sent.
		 * @enum {string}
		 */
		WebhookBody: "fat" | "thin";
		/**
		 * @description `paused` by an admin, `disabled` by the server.
		 * @enum {string}
		 */
		WebhookStatus: "enabled" | "paused" | "disabled";
		/** @description The complete record in an event. Fields are absent from events that were recorded before a release added them. */
		WebhookRecord: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			url: string;
			/** @description For people. */
			alias: string | null;
			/** @description What is sent; an empty list is every event, and no notifications. */
			kinds: WebhookKind[];
			body: WebhookBody;
			/** @description Whether an event is sent only after the earlier ones: one that fails holds up the later ones. */
			isOrdered: boolean;
			/** @description Whether requests also have the headers of CloudEvents 1.0 (`ce-id`, `ce-type` …). */
			hasCloudEvents: boolean;
			status: WebhookStatus;
			/**
			 * @description `gone`: the receiver answered 410. `failing`: nothing was delivered for five days.
			 * @enum {string|null}
			 */
			disabledReason: "gone" | "failing" | null;
			/**
			 * Format: date-time
			 * @description When the secret that signs was created.
			 */
			secretCreatedAt: string;
			/**
			 * Format: date-time
			 * @description Until when requests are also signed with the former secret.
			 */
			previousSecretExpiresAt: string | null;
			/** Format: date-time */
			createdAt: string;
			/** @description 1 for a new record; each change adds 1. */
			version: number;
		};
		WebhookCreatedEvent: EventBase & {
			/** @constant */
			kind: "webhook.created";
			before: null;
			after: WebhookRecord;
		};
		WebhookUpdatedEvent: EventBase & {
			/** @constant */
			kind: "webhook.updated";
			before: WebhookRecord;
			after: WebhookRecord;
		};
		WebhookDeletedEvent: EventBase & {
			/** @constant */
			kind: "webhook.deleted";
			before: WebhookRecord;
			after: null;
		};
		WebhookDisabledEvent: EventBase & {
			/** @constant */
			kind: "webhook.disabled";
			before: WebhookRecord;
			after: WebhookRecord;
		};
		/**
		 * @description The carrier of the account; `jambonz` carries calls to numbers of another one.
		 * @enum {string}
		 */
		CarrierProvider: "twilio" | "textgrid" | "telnyx" | "sinch" | "vonage" | "plivo" | "bandwidth" | "ippanel" | "jambonz";
		/**
		 * @description The webhooks of a disabled account are refused.
		 * @enum {string}
		 */
		CarrierAccountStatus: "enabled" | "disabled";
		/**
		 * @description `sequential` rings the endpoints of a user in their order, `simultaneous` all at once; as far as the carrier can.
		 * @enum {string}
		 */
		RingMode: "sequential" | "simultaneous";
		/**
		 * @description Whose number the rung endpoint sees. For a withheld caller the called one.
		 * @enum {string}
		 */
		CallerIdPolicy: "caller" | "calledNumber";
		/**
		 * @description What happens to a call that nobody answers. `voicemail` where the carrier can record the caller.
		 * @enum {string}
		 */
		UnansweredAction: "announce" | "voicemail" | "forward" | "reject";
		/** @description What happens to a call that nobody answers. */
		UnansweredPolicy: {
			action: UnansweredAction;
			/** @description With `forward` only: a number in E.164 format. */
			forwardTo: string | null;
			/** @description What is announced, by language, in at most 600 characters. Without a text for the language, a general one. */
			texts: {
				[key: string]: string;
			};
		};
		/** @description The complete record in an event. Fields are absent from events that were recorded before a release added them. */
		CarrierAccountRecord: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			/** @description Null for an account of the platform. */
			organizationId: Id | null;
			provider: CarrierProvider;
			name: string;
			status: CarrierAccountStatus;
			/** @description The base of the URLs that the carrier calls, letter by letter as they are configured there, such as `https://edge.example.com`. */
			publicUrl: string;
			/** @description The base of the carrier's API, where it is not the usual one. */
			apiUrl: string | null;
			/** @description The credentials that are no secrets by name, such as `accountSid`. */
			identifiers: {
				[key: string]: string;
			};
			/** @description The names of the secrets that are set. No response contains a secret. */
			secretNames: string[];
			/**
			 * Format: date-time
			 * @description Until when webhooks are also verified with the former secrets.
			 */
			previousSecretsExpireAt: string | null;
			/** @description How long an endpoint rings: 5 to 60 seconds, and to 120 with Telnyx. */
			ringSeconds: number;
			ringMode: RingMode;
			callerId: CallerIdPolicy;
			/** @description Whether the carrier records answered calls. */
			recordsCalls: boolean;
			unanswered: UnansweredPolicy;
			/** @description Other policies by the reason: `notOurs`, `organizationSuspended`, `holderDisabled`, `cooling`, `reserved`, `inboundOff`, `unassigned`, `noEndpoint`, `noAnswer` or `failure`. */
			unansweredByReason: {
				[key: string]: UnansweredPolicy;
			};
			/** @description The language of the announcements, such as `en-US`. */
			language: string;
			/** @description Other languages by the country of the called number, such as `{"FR": "fr-FR"}`. */
			languageByCountry: {
				[key: string]: string;
			};
			/** @description Whether text messages are also sent to the first `tel:` endpoint of the user. */
			forwardsMessages: boolean;
			/** @description The most messages that are forwarded for one number in an hour. */
			forwardedMessagesPerHour: number;
			/** @description Whether calls appear in the call log. */
			keepsCalls: boolean;
			/** @description For how many days. */
			callRetentionDays: number;
			/** @description The countries that clients can call besides that of their number, such as `CA`. */
			dialOutCountries: string[];
			/** @description The hours between two comparisons of the inventory with the carrier's; null for none. */
			syncHours: number | null;
			/** Format: date-time */
			createdAt: string;
			/** @description 1 for a new record; each change adds 1. */
			version: number;
		};
		CarrierAccountCreatedEvent: EventBase & {
			/** @constant */
			kind: "carrierAccount.created";
			before: null;
			after: CarrierAccountRecord;
		};
		CarrierAccountUpdatedEvent: EventBase & {
			/** @constant */
			kind: "carrierAccount.updated";
			before: CarrierAccountRecord;
			after: CarrierAccountRecord;
		};
		CarrierAccountDeletedEvent: EventBase & {
			/** @constant */
			kind: "carrierAccount.deleted";
			before: CarrierAccountRecord;
			after: null;
		};
		/** @description One committed change. `before` and `after` are the complete record before and after it, by `kind`. */
		Event: OrganizationCreatedEvent | OrganizationUpdatedEvent | OrganizationDeletedEvent | UserCreatedEvent | UserUpdatedEvent | UserRemovedEvent | UserRestoredEvent | UserSignedOutEvent | UserErasedEvent | IdentityLinkedEvent | IdentityUnlinkedEvent | EmailBlockCreatedEvent | EmailBlockLiftedEvent | GroupCreatedEvent | GroupDeletedEvent | GroupMemberAddedEvent | GroupMemberRemovedEvent | ApiKeyCreatedEvent | ApiKeyUpdatedEvent | ApiKeyRevokedEvent | InvitationCreatedEvent | InvitationRedeemedEvent | InvitationRevokedEvent | NumberAddedEvent | NumberUpdatedEvent | NumberReleasedEvent | NumberAssignedEvent | NumberUnassignedEvent | AssignmentUpdatedEvent | WebhookCreatedEvent | WebhookUpdatedEvent | WebhookDeletedEvent | WebhookDisabledEvent | CarrierAccountCreatedEvent | CarrierAccountUpdatedEvent | CarrierAccountDeletedEvent;
		/** @description With `expand=names`: names as they are when the event is read. They are not stored in the event, and its hash does not cover them. */
		EventNames: {
			/** @description The line of the number concerned. */
			line: string | null;
			/** @description The present name of the user concerned. */
			userName: string | null;
			/** @description Null in the events of the platform. */
			organizationName: string | null;
			/** @description Null in the events of the platform. */
			organizationSlug: string | null;
		};
		/** @description An event, with names if they were requested. */
		FeedEvent: Event & {
			names?: EventNames;
		};
		EventPage: {
			items: FeedEvent[];
			/** @description The `seq` of the organization's last event. */
			head: number;
			/** @description The `after` of the next page; also when there is nothing new. */
			position: string;
		};
		HistoryPage: {
			items: Event[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/** @enum {string} */
		IntervalStart: "assigned" | "transferred" | "restored" | "changed";
		/** @description How an interval began. `restored`: an undo assigned the number again. */
		TimelineStart: {
			how: IntervalStart;
			/** Format: date-time */
			at: string;
			by: {
				userId: Id;
				/** @description The present name; null for a user of the platform. */
				userName: string | null;
			};
			dialect: Dialect;
			/** @description The reason in the request. */
			reason: string | null;
			/** @description The `seq` of the event. */
			seq: number;
		};
		/** @enum {string} */
		IntervalEnd: "unassigned" | "transferred" | "userRemoved" | "undone" | "changed";
		/** @description How an interval ended. `changed`: the same user continued with other flags. */
		TimelineEnd: {
			how: IntervalEnd;
			/** Format: date-time */
			at: string;
			by: {
				userId: Id;
				/** @description The present name; null for a user of the platform. */
				userName: string | null;
			};
			dialect: Dialect;
			/** @description The reason in the request. */
			reason: string | null;
			/** @description The `seq` of the event. */
			seq: number;
		};
		/** @description A user held a number with the same flags and label. */
		TimelineInterval: {
			userId: Id;
			/** @description The user's present name. */
			userName: string;
			numberId: Id;
			line: string;
			provider: Provider;
			assignmentId: Id;
			/** @description Whether the user calls from this number on this provider. */
			isDefault: boolean;
			/** @description Whether the user receives the number's calls and messages. */
			isInboundEnabled: boolean;
			/** @description Whether the user can call and send from the number. */
			isOutboundEnabled: boolean;
			label: string | null;
			/** Format: date-time */
			since: string;
			/**
			 * Format: date-time
			 * @description Null while the interval lasts.
			 */
			until: string | null;
			began: TimelineStart;
			/** @description Null while the interval lasts. */
			ended: TimelineEnd | null;
		};
		TimelinePage: {
			items: TimelineInterval[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/** @description An event with its organization. */
		PlatformEvent: {
			organizationId: Id;
			names?: EventNames;
		} & Event;
		PlatformEventPage: {
			items: PlatformEvent[];
			/** @description For the next page; also when there is nothing new. */
			cursor: string;
		};
		/** @description A public key of the installation, as a JWK. */
		SigningKey: {
			/** @enum {string} */
			kty: "OKP";
			/** @enum {string} */
			crv: "Ed25519";
			/** @description The public key in base64url. */
			x: string;
			/** @description The RFC 7638 thumbprint of the key. */
			kid: string;
			/** @enum {string} */
			use: "sig";
			/** @enum {string} */
			alg: "EdDSA";
			/**
			 * Format: date-time
			 * @description When the installation began to sign with the key.
			 */
			validFrom: string;
			/**
			 * Format: date-time
			 * @description When it stopped. Null for the current key.
			 */
			validUntil: string | null;
		};
		/** @description A JWK set with every key that the installation has signed with. */
		SigningKeySet: {
			keys: SigningKey[];
		};
		/** @description The position of an organization's last event, signed by the installation. */
		Checkpoint: {
			organizationId: Id;
			/** @description The `seq` of the last event; 0 when there is none. */
			seq: number;
			/** @description The hash of the last event; 64 zeros when there is none. */
			hash: string;
			/**
			 * Format: date-time
			 * @description The time of the last event.
			 */
			at: string | null;
			/** Format: date-time */
			issuedAt: string;
			/** @description A compact JWS (RFC 7515) with the algorithm EdDSA and the `typ` `whoseline-checkpoint+json`. Its payload is this object without `signature`. */
			signature: string;
		};
		NewWebhook: {
			/** @description An https URL of a host on the public internet, or of a host that the operator allows. */
			url: string;
			alias?: string | null;
			/** @description What is sent. Omitted or empty: every event, and no notifications. */
			kinds?: WebhookKind[];
			body?: WebhookBody;
			/** @description Whether an event is sent only after the earlier ones: one that fails holds up the later ones. True by default. */
			isOrdered?: boolean;
			/** @description Whether requests also have the headers of CloudEvents 1.0 (`ce-id`, `ce-type` …). */
			hasCloudEvents?: boolean;
		};
		WebhookWithSecret: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			url: string;
			/** @description For people. */
			alias: string | null;
			/** @description What is sent; an empty list is every event, and no notifications. */
			kinds: WebhookKind[];
			body: WebhookBody;
			/** @description Whether an event is sent only after the earlier ones: one that fails holds up the later ones. */
			isOrdered: boolean;
			/** @description Whether requests also have the headers of CloudEvents 1.0 (`ce-id`, `ce-type` …). */
			hasCloudEvents: boolean;
			status: WebhookStatus;
			/**
			 * @description `gone`: the receiver answered 410. `failing`: nothing was delivered for five days.
			 * @enum {string|null}
			 */
			disabledReason: "gone" | "failing" | null;
			/**
			 * Format: date-time
			 * @description When the secret that signs was created.
			 */
			secretCreatedAt: string;
			/**
			 * Format: date-time
			 * @description Until when requests are also signed with the former secret.
			 */
			previousSecretExpiresAt: string | null;
			/** Format: date-time */
			createdAt: string;
			/** @description `whsec_` and base64: the key with which the receiver verifies requests. No other response contains it, nor does the replay of a repeated request. */
			secret?: string;
		};
		/** @description A URL to which the events of an organization are sent. */
		Webhook: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			url: string;
			/** @description For people. */
			alias: string | null;
			/** @description What is sent; an empty list is every event, and no notifications. */
			kinds: WebhookKind[];
			body: WebhookBody;
			/** @description Whether an event is sent only after the earlier ones: one that fails holds up the later ones. */
			isOrdered: boolean;
			/** @description Whether requests also have the headers of CloudEvents 1.0 (`ce-id`, `ce-type` …). */
			hasCloudEvents: boolean;
			status: WebhookStatus;
			/**
			 * @description `gone`: the receiver answered 410. `failing`: nothing was delivered for five days.
			 * @enum {string|null}
			 */
			disabledReason: "gone" | "failing" | null;
			/**
			 * Format: date-time
			 * @description When the secret that signs was created.
			 */
			secretCreatedAt: string;
			/**
			 * Format: date-time
			 * @description Until when requests are also signed with the former secret.
			 */
			previousSecretExpiresAt: string | null;
			/** Format: date-time */
			createdAt: string;
		};
		WebhookPage: {
			items: Webhook[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/** @description How far the events of a webhook are delivered. */
		WebhookProgress: {
			/** @description The `seq` up to which every event was delivered, not selected, or is in the list of deliveries. */
			position: number;
			/** @description The `seq` of the organization's last event. */
			head: number;
			/** @description Attempts that failed since the last success. */
			failures: number;
			/**
			 * Format: date-time
			 * @description The first of them.
			 */
			failingSince: string | null;
			/** Format: date-time */
			lastDeliveredAt: string | null;
			/**
			 * Format: date-time
			 * @description Null when nothing is delayed.
			 */
			nextAttemptAt: string | null;
			/** @description Deliveries that are repeated out of order. */
			pending: number;
			/** @description Deliveries that were set aside. */
			dead: number;
			/** @description Notifications that wait for their delivery or are repeated. */
			pendingNotifications: number;
			/** @description Notifications that were set aside. */
			deadNotifications: number;
		};
		WebhookWithProgress: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			url: string;
			/** @description For people. */
			alias: string | null;
			/** @description What is sent; an empty list is every event, and no notifications. */
			kinds: WebhookKind[];
			body: WebhookBody;
			/** @description Whether an event is sent only after the earlier ones: one that fails holds up the later ones. */
			isOrdered: boolean;
			/** @description Whether requests also have the headers of CloudEvents 1.0 (`ce-id`, `ce-type` …). */
			hasCloudEvents: boolean;
			status: WebhookStatus;
			/**
			 * @description `gone`: the receiver answered 410. `failing`: nothing was delivered for five days.
			 * @enum {string|null}
			 */
			disabledReason: "gone" | "failing" | null;
			/**
			 * Format: date-time
			 * @description When the secret that signs was created.
			 */
			secretCreatedAt: string;
			/**
			 * Format: date-time
			 * @description Until when requests are also signed with the former secret.
			 */
			previousSecretExpiresAt: string | null;
			/** Format: date-time */
			createdAt: string;
			progress: WebhookProgress;
		};
		WebhookChanges: {
			/** @description An https URL of a host on the public internet, or of a host that the operator allows. */
			url?: string;
			alias?: string | null;
			/** @description What is sent. Omitted or empty: every event, and no notifications. */
			kinds?: WebhookKind[];
			body?: WebhookBody;
			/** @description Whether an event is sent only after the earlier ones: one that fails holds up the later ones. True by default. */
			isOrdered?: boolean;
			/** @description Whether requests also have the headers of CloudEvents 1.0 (`ce-id`, `ce-type` …). */
			hasCloudEvents?: boolean;
			/**
			 * @description `enabled` continues after the last event that was delivered.
			 * @enum {string}
			 */
			status?: "enabled" | "paused";
		};
		WebhookSecretRotation: {
			/**
			 * @description How long requests are also signed with the present secret.
			 * @default 86400
			 */
			overlapSeconds?: number;
		};
		/** @enum {string} */
		CallDirection: "inbound" | "outbound";
		/**
		 * @description What became of a call, as far as the carrier has reported it. `ringing`: it has not ended, or its end was not reported. `unanswered`: an outbound call that nobody answered, or an inbound one whose caller hung up while it rang. `failed`: it could not be decided.
		 * @enum {string}
		 */
		CallOutcome: "ringing" | "answered" | "unanswered" | "forwarded" | "voicemail" | "announced" | "rejected" | "failed";
		/** @description An endpoint of the user that was rung. */
		CalledEndpoint: {
			/** @description `client:…`, `sip:…` or `tel:…`. */
			endpoint: string;
			/**
			 * @description Null when it was not reported.
			 * @enum {string|null}
			 */
			outcome: "answered" | "busy" | "noAnswer" | "failed" | "canceled" | null;
		};
		/** @description A call that a carrier asked about. No content of calls is stored. */
		Call: {
			id: Id;
			carrierAccountId: Id;
			provider: Provider;
			/** @description The carrier's id of the call. */
			carrierReference: string;
			direction: CallDirection;
			/**
			 * Format: date-time
			 * @description The start.
			 */
			at: string;
			/**
			 * Format: date-time
			 * @description When the carrier last reported something about it.
			 */
			lastReportAt: string;
			/** @description The number of the organization. */
			line: string;
			/** @description Null when the organization did not have the line. */
			numberId: Id | null;
			/** @description The holder who was rung, or the user who called; null for nobody. */
			userId: Id | null;
			/** @description The last four digits of the other number; null when it was withheld or is no number. */
			otherDigits: string | null;
			/** @description What was decided last: `ring`, `dialOut`, `announce`, `voicemail`, `forward` or `reject`; null when only the end was reported. */
			decision: string | null;
			/** @description The rule of the lookup that decided, as lookups name it. */
			rule: string;
			/** @description In the order in which they were rung. */
			endpoints: CalledEndpoint[];
			outcome: CallOutcome;
			/**
			 * Format: date-time
			 * @description The call is deleted from the log then.
			 */
			expiresAt: string;
		};
		CallPage: {
			items: Call[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/**
		 * @description `delivery` by the server; `replay` and `test` are requests of an admin.
		 * @enum {string}
		 */
		WebhookAttemptCause: "delivery" | "replay" | "test";
		/** @description Made from the event again: personal values that were erased since are null, and the body has the present form of the webhook. */
		WebhookRequest: {
			/** @description Without the signature. */
			headers: {
				[key: string]: string;
			};
			/** @description JSON. */
			body: string;
		};
		WebhookResponse: {
			status: number;
			/** @description The first 2 KiB. */
			body: string;
		};
		/** @description One request to a webhook. A status from 200 to 299 is a success. */
		WebhookAttempt: {
			/** @description 1, 2, 3 … within the webhook. */
			serial: number;
			cause: WebhookAttemptCause;
			/** @description The `seq` of the event; null for a test and for a notification. */
			seq: number | null;
			/** @description The id of the notification; null for others. */
			notificationId: Id | null;
			/** @description 1 for the first attempt to deliver the event. */
			number: number;
			/** Format: date-time */
			at: string;
			durationMs: number;
			url: string;
			/** @description Null for a test and for a notification in the list of attempts. */
			request: WebhookRequest | null;
			/** @description Null when there was none. */
			response: WebhookResponse | null;
			/** @description Why there was no response: `url_not_allowed`, `address_not_allowed`, `host_not_found`, `connection_failed`, `tls_failed` or `timeout`. */
			failure: string | null;
		};
		WebhookAttemptPage: {
			items: WebhookAttempt[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/**
		 * @description `pending`: repeated out of order. `dead`: failed nine times while others succeeded, and is not repeated.
		 * @enum {string}
		 */
		WebhookDeliveryStatus: "pending" | "dead";
		/** @description An event that is not delivered although later ones can be. */
		WebhookDelivery: {
			/** @description The `seq` of the event. */
			seq: number;
			status: WebhookDeliveryStatus;
			/** @description Attempts that failed. */
			failures: number;
			/** Format: date-time */
			firstFailedAt: string;
			/** Format: date-time */
			lastFailedAt: string;
			/**
			 * Format: date-time
			 * @description Null for a dead delivery.
			 */
			nextAttemptAt: string | null;
		};
		WebhookDeliveryPage: {
			items: WebhookDelivery[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		WebhookReplay: {
			/** @description The `seq` of an event. The ones after it are sent; 0 for all events of the organization. */
			after: number;
		};
		UnansweredPolicyInput: {
			action: UnansweredAction;
			/** @description With `forward` only: a number in E.164 format that is not in the inventory. */
			forwardTo?: string | null;
			/** @description What is announced, by language: `{"en-US": "…"}`. Without a text, a general one. */
			texts?: {
				[key: string]: string;
			};
		};
		NewCarrierAccount: {
			provider: CarrierProvider;
			name: string;
			/** @description The base of the URLs that the carrier calls, letter by letter as they are configured there, such as `https://edge.example.com`. */
			publicUrl: string;
			/** @description The base of the carrier's API, where it is not the usual one. It cannot be changed, because the secrets would be sent to it. An https URL of a host on the public internet, or of a host that the operator allows. */
			apiUrl?: string | null;
			/** @description The credentials that are no secrets by name, such as `accountSid`. */
			identifiers?: {
				[key: string]: string;
			};
			/** @description The secrets by name, such as `authToken`. They are encrypted, and never returned. */
			secrets?: {
				[key: string]: string;
			};
			/** @description How long an endpoint rings: 5 to 60 seconds, and to 120 with Telnyx. */
			ringSeconds?: number;
			ringMode?: RingMode;
			callerId?: CallerIdPolicy;
			/** @description Whether the carrier records answered calls. */
			recordsCalls?: boolean;
			unanswered?: UnansweredPolicyInput;
			/** @description Other policies by the reason: `notOurs`, `organizationSuspended`, `holderDisabled`, `cooling`, `reserved`, `inboundOff`, `unassigned`, `noEndpoint`, `noAnswer` or `failure`. Replaces the present ones. */
			unansweredByReason?: {
				[key: string]: UnansweredPolicyInput;
			};
			/** @description The language of the announcements, such as `en-US`. */
			language?: string;
			/** @description Other languages by the country of the called number, such as `{"FR": "fr-FR"}`. */
			languageByCountry?: {
				[key: string]: string;
			};
			/** @description Whether text messages are also sent to the first `tel:` endpoint of the user. */
			forwardsMessages?: boolean;
			/** @description The most messages that are forwarded for one number in an hour. */
			forwardedMessagesPerHour?: number;
			/** @description Whether calls appear in the call log. */
			keepsCalls?: boolean;
			/** @description For how many days. */
			callRetentionDays?: number;
			/** @description The countries that clients can call besides that of their number, such as `CA`. */
			dialOutCountries?: string[];
			/** @description The hours between two comparisons of the inventory with the carrier's; null for none. */
			syncHours?: number | null;
		};
		/** @description An account at a carrier: how its webhooks are verified, and what happens to its calls and messages. */
		CarrierAccount: {
			id: Id;
			/** @description A positive integer that names the record in IPPanel's API. */
			serial: number;
			/** @description Null for an account of the platform. */
			organizationId: Id | null;
			provider: CarrierProvider;
			name: string;
			status: CarrierAccountStatus;
			/** @description The base of the URLs that the carrier calls, letter by letter as they are configured there, such as `https://edge.example.com`. */
			publicUrl: string;
			/** @description The base of the carrier's API, where it is not the usual one. */
			apiUrl: string | null;
			/** @description The credentials that are no secrets by name, such as `accountSid`. */
			identifiers: {
				[key: string]: string;
			};
			/** @description The names of the secrets that are set. No response contains a secret. */
			secretNames: string[];
			/**
			 * Format: date-time
			 * @description Until when webhooks are also verified with the former secrets.
			 */
			previousSecretsExpireAt: string | null;
			/** @description How long an endpoint rings: 5 to 60 seconds, and to 120 with Telnyx. */
			ringSeconds: number;
			ringMode: RingMode;
			callerId: CallerIdPolicy;
			/** @description Whether the carrier records answered calls. */
			recordsCalls: boolean;
			unanswered: UnansweredPolicy;
			/** @description Other policies by the reason: `notOurs`, `organizationSuspended`, `holderDisabled`, `cooling`, `reserved`, `inboundOff`, `unassigned`, `noEndpoint`, `noAnswer` or `failure`. */
			unansweredByReason: {
				[key: string]: UnansweredPolicy;
			};
			/** @description The language of the announcements, such as `en-US`. */
			language: string;
			/** @description Other languages by the country of the called number, such as `{"FR": "fr-FR"}`. */
			languageByCountry: {
				[key: string]: string;
			};
			/** @description Whether text messages are also sent to the first `tel:` endpoint of the user. */
			forwardsMessages: boolean;
			/** @description The most messages that are forwarded for one number in an hour. */
			forwardedMessagesPerHour: number;
			/** @description Whether calls appear in the call log. */
			keepsCalls: boolean;
			/** @description For how many days. */
			callRetentionDays: number;
			/** @description The countries that clients can call besides that of their number, such as `CA`. */
			dialOutCountries: string[];
			/** @description The hours between two comparisons of the inventory with the carrier's; null for none. */
			syncHours: number | null;
			/** Format: date-time */
			createdAt: string;
		};
		CarrierAccountPage: {
			items: CarrierAccount[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		CarrierAccountChanges: {
			name?: string;
			status?: CarrierAccountStatus;
			/** @description The base of the URLs that the carrier calls, letter by letter as they are configured there, such as `https://edge.example.com`. */
			publicUrl?: string;
			/** @description Those that change, by name; null removes one. */
			identifiers?: {
				[key: string]: string | null;
			};
			/** @description How long an endpoint rings: 5 to 60 seconds, and to 120 with Telnyx. */
			ringSeconds?: number;
			ringMode?: RingMode;
			callerId?: CallerIdPolicy;
			/** @description Whether the carrier records answered calls. */
			recordsCalls?: boolean;
			unanswered?: UnansweredPolicyInput;
			/** @description Other policies by the reason: `notOurs`, `organizationSuspended`, `holderDisabled`, `cooling`, `reserved`, `inboundOff`, `unassigned`, `noEndpoint`, `noAnswer` or `failure`. Replaces the present ones. */
			unansweredByReason?: {
				[key: string]: UnansweredPolicyInput;
			};
			/** @description The language of the announcements, such as `en-US`. */
			language?: string;
			/** @description Other languages by the country of the called number, such as `{"FR": "fr-FR"}`. */
			languageByCountry?: {
				[key: string]: string;
			};
			/** @description Whether text messages are also sent to the first `tel:` endpoint of the user. */
			forwardsMessages?: boolean;
			/** @description The most messages that are forwarded for one number in an hour. */
			forwardedMessagesPerHour?: number;
			/** @description Whether calls appear in the call log. */
			keepsCalls?: boolean;
			/** @description For how many days. */
			callRetentionDays?: number;
			/** @description The countries that clients can call besides that of their number, such as `CA`. */
			dialOutCountries?: string[];
			/** @description The hours between two comparisons of the inventory with the carrier's; null for none. */
			syncHours?: number | null;
		};
		CarrierSecretsRotation: {
			/** @description Those that change, by name; null removes one. */
			secrets: {
				[key: string]: string | null;
			};
			/**
			 * @description How long webhooks are also verified with the present secrets.
			 * @default 86400
			 */
			overlapSeconds?: number;
		};
		/**
		 * @description What the webhook is about.
		 * @enum {string}
		 */
		CarrierWebhookPurpose: "voice" | "sms" | "status";
		/** @description A URL to enter at the carrier. */
		CarrierWebhookPlace: {
			purpose: CarrierWebhookPurpose;
			/** @description Enter it letter by letter. `{pathSecret}` stands for the secret with this name. */
			url: string;
			/** @enum {string} */
			method: "GET" | "POST";
			/** @description Where the carrier takes it, in the words of its console. */
			where: string;
		};
		/** @description What to enter at the carrier, and what is missing here. */
		CarrierSetup: {
			accountId: Id;
			provider: CarrierProvider;
			name: string;
			webhooks: CarrierWebhookPlace[];
			/** @description What is not configured here; empty when everything is. */
			missing: string[];
			/** @description What to know about this carrier. */
			notes: string[];
			/** @description What no document of the carrier establishes. */
			assumptions: string[];
		};
		/**
		 * @description `accepted`: the credentials work. `unauthorized`: they are wrong or missing. `limited`: too many requests. `refused` and `incomplete`: another answer. `unreachable`: none. `unsupported`: the carrier has no API that is used.
		 * @enum {string}
		 */
		CredentialTestOutcome: "accepted" | "unauthorized" | "limited" | "refused" | "incomplete" | "unreachable" | "unsupported";
		/** @description What the carrier answered to the credentials. */
		CredentialTest: {
			outcome: CredentialTestOutcome;
			/** @description One sentence for people. */
			detail: string;
		};
		/**
		 * @description Where a comparison is.
		 * @enum {string}
		 */
		CarrierSyncState: "running" | "complete" | "failed";
		/**
		 * @description Why a comparison failed.
		 * @enum {string}
		 */
		CarrierSyncFailureReason: "unreachable" | "unauthorized" | "limited" | "refused" | "incomplete" | "internal";
		/** @description Why an inventory was not compared: nothing is known about it then. */
		CarrierSyncFailure: {
			reason: CarrierSyncFailureReason;
			detail: string;
		};
		/** @description A comparison of an inventory with that of a carrier. It changes nothing. */
		CarrierSync: {
			id: Id;
			accountId: Id;
			/** @description The job of the comparison. */
			jobId: Id | null;
			state: CarrierSyncState;
			failure: CarrierSyncFailure | null;
			/** @description The numbers of the inventory that were compared. */
			here: number;
			/** @description The numbers at the carrier. */
			there: number;
			/** @description The number of items by kind. */
			counts: {
				[key: string]: number;
			};
			/** @description The user who started it; null for a scheduled one. */
			createdBy: Id | null;
			/** Format: date-time */
			createdAt: string;
			/**
			 * Format: date-time
			 * @description When it was complete.
			 */
			readAt: string | null;
		};
		CarrierSyncPage: {
			items: CarrierSync[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/**
		 * @description `missingHere`: only the carrier has the number. `missingThere`: the carrier does not have it. `notActiveThere`: it is not in service there. `forwardedThere`: the carrier itself forwards its calls. `voiceElsewhere`, `smsElsewhere`: a webhook has another URL. `methodDiffers`: its method is not POST. `nameDiffers`. `capabilityLacking`: a held number cannot do it. `unreadable`: the carrier's text is no line. `twice`: the carrier has the line twice.
		 * @enum {string}
		 */
		DriftKind: "missingHere" | "missingThere" | "notActiveThere" | "forwardedThere" | "voiceElsewhere" | "smsElsewhere" | "methodDiffers" | "nameDiffers" | "capabilityLacking" | "unreadable" | "twice";
		/**
		 * @description `undone`: the carrier has the former webhook again.
		 * @enum {string}
		 */
		DriftItemState: "open" | "applied" | "undone";
		/** @description A request to the carrier, without its credentials. */
		SuggestedCarrierRequest: {
			method: string;
			url: string;
			body: string | null;
		};
		/** @description One difference between two inventories. What does not concern its kind is null. */
		CarrierSyncItem: {
			id: Id;
			position: number;
			kind: DriftKind;
			state: DriftItemState;
			/** @description Null when the carrier's text is no line. */
			line: string | null;
			/** @description The carrier's id of the number. */
			ref: string | null;
			numberId: Id | null;
			/** @description The organization of the number in the inventory. */
			organizationId: Id | null;
			/** @description Whether a user holds the number. */
			isHeld: boolean;
			/**
			 * @description What the webhook is for.
			 * @enum {string|null}
			 */
			channel: "voice" | "sms" | null;
			/** @description What the carrier has. */
			found: string | null;
			/** @description What it should be; the name in the inventory. */
			expected: string | null;
			/**
			 * @description Where the carrier keeps the URL of the webhook.
			 * @enum {string|null}
			 */
			via: "number" | "application" | "profile" | "trunk" | null;
			/** @description The carrier's id of that place. */
			viaRef: string | null;
			/** @description The numbers at the carrier that have the same webhook, and change with it. */
			sharedBy: number;
			/** @description Where else the carrier has the line. */
			others: string[];
			/**
			 * Format: date-time
			 * @description When it was applied or undone.
			 */
			appliedAt: string | null;
			/** @description The URL that the carrier had before it was set. */
			before: string | null;
			/** @description What sets the webhook. It is sent by the action for one item only. */
			request: SuggestedCarrierRequest | null;
		};
		CarrierSyncItemPage: {
			items: CarrierSyncItem[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/**
		 * @description A kind of item that can be applied.
		 * @enum {string}
		 */
		ApplicableDriftKind: "missingHere" | "nameDiffers";
		/** @description Why an item was not applied. */
		RefusedCarrierSyncItem: {
			code: string;
			detail: string;
		};
		/** @description What became of one item. */
		AppliedCarrierSyncItem: {
			itemId: Id;
			numberId: Id | null;
			error: RefusedCarrierSyncItem | null;
		};
		/** @description What became of the items. */
		AppliedCarrierSync: {
			items: AppliedCarrierSyncItem[];
			/** @description Whether more open items can be applied. */
			hasMore: boolean;
		};
		/** @description Another user by id, `@username` or e-mail address; or `pool`, which only unassigns the number. */
		NumberReceiver: string;
		OffboardingRequest: {
			/** @description Plans only: returns the plan with a token, and changes nothing. */
			dryRun?: boolean;
			/** @description Applies the plan with this token exactly, or not at all. */
			token?: string;
			/** @description Omitted numbers go to the pool. */
			numbers?: {
				/** @description The id or the line of a number that the user holds. */
				number: string;
				toUser: NumberReceiver;
			}[];
			/** @description Also revokes the API keys of service users that the user created, and may know. `false` by default, because programs use them. */
			revokeCreatedKeys?: boolean;
			/** @description Kept in the history. It overrides cooling and reservations. */
			reason?: string;
		};
		/** @description What the undo of an offboarding would restore or, once it was undone, what it restored and what not. */
		Restoration: {
			numbers: {
				numberId: Id;
				line: string;
				/** @description Null while it depends on what happens until the undo. */
				isRestored: boolean | null;
				/** @description Why not, or on what it depends; empty when it was restored. */
				why: string;
			}[];
			groups: {
				groupId: Id;
				/** @description Null while it depends on what happens until the undo. */
				isRestored: boolean | null;
				/** @description Why not, or on what it depends; empty when it was restored. */
				why: string;
			}[];
			apiKeys: {
				apiKeyId: Id;
				/** @description Null while it depends on what happens until the undo. */
				isRestored: boolean | null;
				/** @description Why not, or on what it depends; empty when it was restored. */
				why: string;
			}[];
			/** @description The user's tokens, the link to their identity provider, and their invitation. Empty for a service user. */
			access: {
				/** @enum {string} */
				what: "tokens" | "identity" | "invitation";
				/** @description Null while it depends on what happens until the undo. */
				isRestored: boolean | null;
				/** @description Why not, or on what it depends; empty when it was restored. */
				why: string;
			}[];
		};
		/** @description The removal of a user: what was planned and, once applied, what was done. */
		Offboarding: {
			id: Id;
			/** @enum {string} */
			status: "planned" | "applied" | "undone";
			/** @description Only in the response to `dryRun`; it applies the plan. */
			token?: string;
			user: User;
			numbers: {
				line: string;
				assignment: Assignment;
				/** @description The new holder. Null for the pool. */
				toUserId: Id | null;
				becomes: NumberState;
			}[];
			/** @description The groups that the user leaves. */
			groupIds: Id[];
			/** @description The API keys that are revoked. */
			apiKeyIds: Id[];
			/** @description The API keys of service users that the user created. */
			createdKeys: {
				id: Id;
				/** @description The service user. */
				userId: Id;
				name: string;
				/**
				 * Format: date-time
				 * @description When the plan was made.
				 */
				lastUsedAt: string | null;
			}[];
			/** @description Whether the created keys are revoked too. */
			revokesCreatedKeys: boolean;
			/** @description What to do about created keys that are kept; null when there is none. */
			recommendation: string | null;
			/** @description Null when an earlier release undid the offboarding. */
			restoration: Restoration | null;
			/** Format: date-time */
			plannedAt: string;
			/** Format: date-time */
			appliedAt: string | null;
			/** Format: date-time */
			undoneAt: string | null;
		};
		OffboardingPage: {
			items: Offboarding[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/** @description The filters of `listNumbers`. */
		NumberFilter: {
			/** @description A part of the line, the alias or a label, in any case. */
			q?: string;
			provider?: Provider;
			state?: NumberState;
			/** @description Only the numbers that this user holds. */
			user?: UserReference;
			/** @description Only numbers with an open assignment that has exactly this label. */
			label?: string;
		};
		PlanRequest: {
			/**
			 * @description What is done with each number, or with a user and their numbers.
			 * @enum {string}
			 */
			action: "assign" | "unassign" | "transfer" | "label" | "reserve" | "release" | "offboard";
			/** @description The numbers, one by one. Either this or `filter`; neither with `offboard`. */
			numbers?: string[];
			filter?: NumberFilter;
			/** @description With `assign` and `transfer`: the new holder. */
			toUser?: UserReference;
			/** @description With `unassign` and `transfer`: the holder. Omitted, `unassign` ends every assignment, and `transfer` takes the inbound holder, or the only holder. */
			fromUser?: UserReference;
			/** @description With `label`: whose assignments; everybody's when omitted. With `offboard`: who is removed. */
			user?: UserReference;
			/** @description With `assign`, of one number. */
			isDefault?: boolean;
			/** @description With `assign`. */
			isInboundEnabled?: boolean;
			/** @description With `assign`. */
			isOutboundEnabled?: boolean;
			/** @description With `assign`: takes inbound from the present inbound holder, who keeps the number for outbound use. */
			takesInbound?: boolean;
			/** @description With `label` and `assign`. Null removes the label. */
			label?: string | null;
			/** @description With `reserve`. Null ends the reservation. */
			reservedFor?: NewReservation | null;
			/** @description With `offboard`: the new holders of numbers. Omitted numbers go to the pool. */
			destinations?: {
				/** @description The id or the line of a number that the user holds. */
				number: string;
				toUser: NumberReceiver;
			}[];
			/** @description With `offboard`: also revokes the API keys of service users that the user created. */
			revokeCreatedKeys?: boolean;
			/** @description Kept in the history. It overrides cooling and reservations. */
			reason?: string;
		};
		/** @description What a plan does with each of its numbers, with the ids of the users. */
		PlanAction: {
			/** @enum {string} */
			kind: "assign" | "unassign" | "transfer" | "label" | "reserve" | "release" | "offboard";
			/** @description With `assign` and `transfer`. */
			toUserId?: Id;
			/** @description With `unassign` and `transfer`. Null for any holder. */
			fromUserId?: Id | null;
			/** @description With `label`: whose assignments; null for everybody's. With `offboard`: who is removed. */
			userId?: Id | null;
			isDefault?: boolean;
			isInboundEnabled?: boolean;
			isOutboundEnabled?: boolean;
			takesInbound?: boolean;
			label?: string | null;
			reservedFor?: Reservation | null;
			revokesCreatedKeys?: boolean;
		};
		/** @description The number of items by their fate. */
		PlanCounts: {
			change: number;
			same: number;
			refused: number;
		};
		/**
		 * @description `change`: the number is changed. `same`: there is nothing to do. `refused`: it is not changed, for the reason in `detail`.
		 * @enum {string}
		 */
		PlanFate: "change" | "same" | "refused";
		/** @description The values of an assignment, or those of a number. */
		PlanEffectValues: {
			isDefault?: boolean;
			isInboundEnabled?: boolean;
			isOutboundEnabled?: boolean;
			label?: string | null;
			/** Format: date-time */
			coolingUntil?: string | null;
			/** @description Of a cooling period that starts with the change. */
			coolingDays?: number;
			reservedFor?: Reservation | null;
		};
		/** @description A change of one record. */
		PlanEffect: {
			/**
			 * @description The kind of the event that the change has.
			 * @enum {string}
			 */
			kind: "organization.created" | "organization.updated" | "organization.deleted" | "user.created" | "user.updated" | "user.removed" | "user.restored" | "user.signedOut" | "user.erased" | "identity.linked" | "identity.unlinked" | "emailBlock.created" | "emailBlock.lifted" | "group.created" | "group.deleted" | "group.memberAdded" | "group.memberRemoved" | "apiKey.created" | "apiKey.updated" | "apiKey.revoked" | "invitation.created" | "invitation.redeemed" | "invitation.revoked" | "number.added" | "number.updated" | "number.released" | "number.assigned" | "number.unassigned" | "assignment.updated" | "webhook.created" | "webhook.updated" | "webhook.deleted" | "webhook.disabled" | "carrierAccount.created" | "carrierAccount.updated" | "carrierAccount.deleted";
			userId: Id | null;
			/** @description Data, not a part of a sentence: users choose it. */
			userName: string | null;
			numberId: Id | null;
			line: string | null;
			before: PlanEffectValues | null;
			after: PlanEffectValues | null;
		};
		/** @description What was done with an item. */
		PlanItemResult: {
			fate: PlanFate;
			/** @description With `refused`: the code of the error. */
			code?: string;
			/** @description With `refused`: what is wrong, and what would be right. */
			detail?: string;
			/** @description The first event of the change. */
			firstSeq: number | null;
			/** @description The last event of the change. */
			lastSeq: number | null;
		};
		/** @description What a plan does with one number. */
		PlanItem: {
			/** @description The position in the plan, from 0. */
			index: number;
			/** @description How the request named the number; null for a number of a filter. */
			named: string | null;
			/** @description Null when the request names no number of the organization, and for what concerns no number. */
			number: {
				id: Id;
				provider: Provider;
				line: string;
			} | null;
			/** @description When the plan was made. */
			fate: PlanFate;
			/** @description With `refused`: the code of the error. */
			code?: string;
			/** @description With `refused`: what is wrong, and what would be right. */
			detail?: string;
			/** @description Everything that the change does. Empty once the personal values of a user were erased. */
			effects: PlanEffect[];
			/** @description Null until the plan was applied. */
			result: PlanItemResult | null;
			/** @description Null until the plan was undone, and for what it did not change. */
			undo: PlanItemResult | null;
		};
		/** @description A change of one or many numbers: what it would do and, once applied, what it did. */
		Plan: {
			/** @description Random. It is applied with the credential that made the plan. */
			id: Id;
			/**
			 * @description `applying` and `undoing`: a part is done; repeat the request to continue. `expired`: make a new plan.
			 * @enum {string}
			 */
			status: "planned" | "applying" | "applied" | "undoing" | "undone" | "expired";
			action: PlanAction;
			/** @description What the plan does, with ids and counts. */
			sentence: string;
			reason: string | null;
			/**
			 * @description How the plan is applied; null before.
			 * @enum {string|null}
			 */
			mode: "each" | "atomic" | null;
			counts: {
				planned: PlanCounts;
				applied: PlanCounts;
				undone: PlanCounts;
			};
			createdBy: Id;
			/** @description With `offboard`. */
			offboardingId: Id | null;
			/** Format: date-time */
			plannedAt: string;
			/**
			 * Format: date-time
			 * @description Until then the plan can be applied.
			 */
			expiresAt: string;
			/** Format: date-time */
			appliedAt: string | null;
			/** Format: date-time */
			undoneAt: string | null;
			/**
			 * Format: date-time
			 * @description Until then `undoPlan` reverts what has not changed since. Null for a plan that is not applied, or is undone.
			 */
			undoableUntil: string | null;
			/** @description The first items. */
			items: PlanItem[];
			/** @description For `listPlanItems`; null when these are all items. */
			nextCursor: string | null;
		};
		PlanItemPage: {
			items: PlanItem[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		PlanApplication: {
			/**
			 * @description `each` (the default): a refused number does not keep the others from being changed. `atomic`: all or none; for at most 1000 numbers.
			 * @enum {string}
			 */
			mode?: "each" | "atomic";
		};
		Undo: {
			/** @description Kept in the history. It overrides cooling and reservations. */
			reason?: string;
		};
		RestoredUser: {
			offboarding: Offboarding;
			user: User;
			numbers: {
				numberId: Id;
				line: string;
				isRestored: boolean;
				/** @description Why the number was not restored; empty when it was. */
				why: string;
			}[];
			/** @description The groups that the user is a member of again. */
			groupIds: Id[];
		};
		/** @description The user to whom calls and messages for the number go. */
		InboundHolder: {
			userId: Id;
			/** @description Where the user is reached, in order of preference: `client:ana`, `sip:ana@example.com`, `tel:+14165550102`. */
			endpoints: string[];
			assignmentId: Id;
			/** Format: date-time */
			since: string;
		};
		/** @enum {string} */
		InboundRule: "unknownLine" | "organizationSuspended" | "holderDisabled" | "inboundHolder" | "callLoop" | "cooling" | "reserved" | "inboundOff" | "unassigned";
		/** @description The rule that decided. */
		InboundReason: {
			rule: InboundRule;
			text: string;
			/** @description The rules that also applied and were overridden, strongest first. */
			overridden: {
				rule: InboundRule;
				text: string;
			}[];
		};
		/** @description Who answers a line, and why. */
		InboundRoute: {
			organizationId: Id | null;
			numberId: Id | null;
			holder: InboundHolder | null;
			why: InboundReason;
			/** @enum {string} */
			source: "memory" | "database";
			/** @description The result contains every change older than this, in milliseconds. */
			ageMs: number;
		};
		InboundLookup: {
			lines: {
				provider: Provider;
				/** @description The line that was dialled. */
				to: string;
			}[];
			/** @description Queries the database instead of the index in memory. */
			fresh?: boolean;
		};
		InboundRoutes: {
			items: InboundRoute[];
		};
		/** @enum {string} */
		OutboundPolicy: "sameCountry" | "default";
		/** @description The number that the user calls and sends from. */
		OutboundNumber: {
			line: string;
			numberId: Id;
			assignmentId: Id;
			/** Format: date-time */
			since: string;
			/** @description Where the call goes out. Only in the answer to a lookup with `to`. */
			provider?: Provider;
		};
		/** @enum {string} */
		OutboundRule: "unknownUser" | "organizationSuspended" | "userDisabled" | "sameCountry" | "default" | "oldest" | "cannotCall" | "outboundOff" | "noNumber";
		/** @description The rule that decided. */
		OutboundReason: {
			rule: OutboundRule;
			text: string;
			/** @description The rules that also applied and were overridden, strongest first. */
			overridden: {
				rule: OutboundRule;
				text: string;
			}[];
		};
		/** @description Which number a user calls from, and why. */
		OutboundRoute: {
			organizationId: Id | null;
			number: OutboundNumber | null;
			why: OutboundReason;
			/** @enum {string} */
			source: "memory" | "database";
			/** @description The result contains every change older than this, in milliseconds. */
			ageMs: number;
		};
		/**
		 * @description `each`: a refused row does not undo the others. `atomic`: all rows take effect in one transaction, or none.
		 * @enum {string}
		 */
		ImportMode: "each" | "atomic";
		/**
		 * @description `checking` is the dry run. A `failed` or `cancelled` import has kept what it had applied before.
		 * @enum {string}
		 */
		ImportState: "uploading" | "checking" | "checked" | "applying" | "applied" | "undoing" | "undone" | "failed" | "cancelled";
		JobProgress: {
			/** @description What is committed. */
			done: number;
			/** @description Null while it is not known. */
			total: number | null;
		};
		/** @description A file of numbers or users: what it would do, and what it has done. */
		Import: {
			id: Id;
			kind: ImportKind;
			mode: ImportMode;
			state: ImportState;
			/** @description The job that runs, or that ran last. */
			jobId: Id | null;
			/** @description The job that applied the rows: the `jobId` of their events. */
			applyJobId: Id | null;
			progress: JobProgress;
			rows: number;
			counts: {
				create: number;
				change: number;
				same: number;
				refused: number;
			};
			/** @description The refused rows by code and column, the most frequent first; at most 100. */
			groups: {
				/** @description The code of the error. */
				code: string;
				/** @description Empty when the refusal concerns the row. */
				column: string;
				/** @description What is wrong. */
				detail: string;
				/** @description What would be right; can be empty. */
				expected: string;
				count: number;
				/** @description The first rows. */
				rows: number[];
			}[];
			/** @description What the undo has done, in rows; null before it. */
			undo: {
				undone: number;
				refused: number;
				/** @description The rows that cannot be undone, by code. */
				groups: {
					/** @description The code of the error. */
					code: string;
					/** @description Empty when the refusal concerns the row. */
					column: string;
					/** @description What is wrong. */
					detail: string;
					/** @description What would be right; can be empty. */
					expected: string;
					count: number;
					/** @description The first rows. */
					rows: number[];
				}[];
			} | null;
			/** @description The columns of the file. */
			columns: string[];
			/** @description The first three lines as they were decoded. Empty after the content was deleted. */
			preview: string[];
			/** @description What to know about the file. */
			notes: string[];
			/** @description Kept in the history of every change. */
			reason: string | null;
			/** @description Of an applied atomic import: how long it held the lock of the organization. */
			lockMs: number | null;
			/** @description Why the last attempt of the job failed. */
			lastError: string | null;
			/** @description The user who uploaded the file. */
			createdBy: Id;
			/** Format: date-time */
			createdAt: string;
			/**
			 * Format: date-time
			 * @description When the last job ended.
			 */
			completedAt: string | null;
			/**
			 * Format: date-time
			 * @description When the content was deleted, 24 hours after the last job ended.
			 */
			contentDeletedAt: string | null;
		};
		ImportPage: {
			items: Import[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/**
		 * @description `create`: the record is added. `change`: it exists with other values. `same`: it exists like this. `refused`: nothing is done for this row.
		 * @enum {string}
		 */
		RowFate: "create" | "change" | "same" | "refused";
		/** @description What became of one row, or would become of it. */
		ImportRow: {
			/** @description 1 for the first row of the file, which can be the header. */
			row: number;
			fate: RowFate;
			/** @description Of the number or the user; absent where there is none. */
			id?: Id;
			/** @description With `refused`: all that is wrong. */
			refusals?: {
				/** @description The code of the error. */
				code: string;
				/** @description Empty when the refusal concerns the row. */
				column: string;
				/** @description What is wrong. */
				detail: string;
				/** @description What would be right; can be empty. */
				expected: string;
			}[];
			/** @description How a cell was read. */
			notes?: string[];
			/** @description Absent before an undo, and from a row that changed nothing. */
			undo?: {
				/**
				 * @description What the undo of the import did with the row.
				 * @enum {string}
				 */
				fate: "undone" | "refused";
				/** @description The code of the error, with `refused`. */
				code: string | null;
				/** @description Why it was refused. */
				detail: string | null;
			};
		};
		ImportRowPage: {
			items: ImportRow[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/**
		 * @description What a job does.
		 * @enum {string}
		 */
		JobKind: "maintenance" | "importCheck" | "importApply" | "importUndo" | "carrierSync";
		/**
		 * @description `pending`: it will run, or run again, when it is due and a worker is free. `succeeded`, `failed` and `cancelled` are final.
		 * @enum {string}
		 */
		JobState: "pending" | "running" | "succeeded" | "failed" | "cancelled";
		/** @description Background work of an organization or of the platform. */
		Job: {
			id: Id;
			kind: JobKind;
			state: JobState;
			progress: JobProgress;
			/** @description Attempts since the job last made progress. */
			attempts: number;
			/**
			 * Format: date-time
			 * @description When a pending job can run.
			 */
			dueAt: string | null;
			/** @description Why the last attempt failed. */
			lastError: string | null;
			/** @description The user for whom the job acts. Null for a job of the server. */
			createdBy: Id | null;
			/** Format: date-time */
			createdAt: string;
			/**
			 * Format: date-time
			 * @description When the first attempt began.
			 */
			firstRunAt: string | null;
			/** Format: date-time */
			completedAt: string | null;
		};
		JobPage: {
			items: Job[];
			/** @description The `cursor` of the next page; null on the last page. */
			nextCursor: string | null;
		};
		/** @description The parameters, the body and the result of each operation. */
		Operations: {
			/** @description Create an organization with its owner. For superadmins. The owner is an active admin of the organization. */
			createOrganization: {
				body: NewOrganization;
				result: CreatedOrganization;
			};
			/** @description List the organizations. For superadmins. In the order of creation. */
			listOrganizations: {
				params: {
					limit?: Limit;
					cursor?: Cursor;
					/** @description Without it, deleted organizations are omitted. */
					status?: OrganizationStatus;
				};
				result: OrganizationPage;
			};
			/** @description Get an organization. Users read their own organization; a superadmin reads any. For the id of a deleted organization it answers 410, with the time. */
			getOrganization: {
				params: {
					organization: OrganizationReference;
				};
				result: Organization;
			};
			/** @description Update an organization. Changes the fields of the body. Only a superadmin can change `status`: the credentials of a suspended organization are rejected. */
			updateOrganization: {
				params: {
					organization: OrganizationReference;
				};
				body: OrganizationChanges;
				result: Organization;
			};
			/** @description Delete an organization without numbers and API keys. For superadmins, and final. It answers 409 with `organization_has_numbers` or `organization_has_api_keys`, and their `count`, while the inventory has a number or an API key is not revoked. Afterwards the slug is free, no user of the organization can sign in, and offboardings cannot be undone. Its events stay in the feeds, and its users can be listed and erased; every other request for its id answers 410 with `organization_deleted`. */
			deleteOrganization: {
				params: {
					organization: OrganizationReference;
				};
				result: Organization;
			};
			/** @description Transfer the ownership to another user. For the owner and superadmins. The new owner becomes an admin, and the former owner stays one. `If-Match` takes the `ETag` of the organization, which a transfer changes. A transfer to the owner changes nothing. */
			transferOwnership: {
				params: {
					organization: OrganizationReference;
				};
				body: NewOwnership;
				result: OwnershipTransfer;
			};
			/** @description Create a user. An e-mail address, a username and an external id belong to at most one user of an organization. A service user is a program with API keys; it has no e-mail address and cannot hold numbers. */
			createUser: {
				params: {
					organization: OrganizationReference;
				};
				body: NewUser;
				result: User;
			};
			/** @description List the users. In the order of creation. With `Accept: text/csv` or `application/x-ndjson`, all rows as they are at the start of the request, in one file. */
			listUsers: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
					/**
					 * @description Of CSV. `plain`, the default, writes every cell as it is. `excel` adds a byte order mark, and an apostrophe before lines, ids, and cells that a spreadsheet would change or run as formulas; an import takes it off.
					 * @enum {string}
					 */
					style?: "plain" | "excel";
					/** @description A part of the name, the e-mail address or the username, in any case. */
					q?: string;
					/** @description Without it, removed users are omitted. */
					status?: UserStatus;
					kind?: UserKind;
				};
				result: UserPage;
			};
			/** @description Get a user. A member can get only themselves. For the id of a removed user it answers 410, with the time and the offboarding. */
			getUser: {
				params: {
					organization: OrganizationReference;
					user: UserReference;
				};
				result: User;
			};
			/** @description Update a user. Changes the fields of the body. The owner stays an active admin, and nobody changes their own status. A user is signed out when they are disabled or blocked, and when somebody else changes their e-mail address or external id. */
			updateUser: {
				params: {
					organization: OrganizationReference;
					user: UserReference;
				};
				body: UserChanges;
				result: User;
			};
			/** @description Remove a user: ends assignments, revokes API keys, removes group memberships. One transaction. It can be undone for 30 days like any offboarding; see `listOffboardings` for its id. */
			removeUser: {
				params: {
					organization: OrganizationReference;
					user: UserReference;
				};
				result: User;
			};
			/** @description Sign a user out: revokes their JWTs. Rejects the JWTs that were issued to the user until now, from the next request on, and JWTs without `iat`. Users sign out themselves; admins sign out others, except the owner. API keys stay valid. */
			signOutUser: {
				params: {
					organization: OrganizationReference;
					user: UserReference;
				};
				result: User;
			};
			/** @description Create up to 200 users. Every item has its own fate: a refused one does not undo the others. A person is found by the e-mail address and a service user by the username; one that exists is changed where the item states other values, so that a repeat is harmless. Each item sees the items before it. */
			createUsers: {
				params: {
					organization: OrganizationReference;
				};
				body: UserBatch;
				result: UserBatchResult;
			};
			/** @description List the blocked e-mail addresses. The addresses of blocked users, also after the user was removed or got another address. No user who is not blocked can have one of them. */
			listEmailBlocks: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: EmailBlockPage;
			};
			/** @description Lift the block of an e-mail address. For superadmins. Another user can have the address then; its blocked user stays blocked. Unblocking a user lifts the blocks of their addresses, too. */
			liftEmailBlock: {
				params: {
					organization: OrganizationReference;
					block: Id;
				};
				result: EmailBlock;
			};
			/** @description Erase the personal values of a removed user. For the owner and superadmins. Removes name, e-mail address, username, external id, endpoints, labels, names of API keys and reasons from the user's records and events, and ends reservations for the user's e-mail addresses. The events keep their hashes. Irreversible: the removal of the user can no longer be undone. Returns 409 when the user is not removed, except in a deleted organization, where the erasure removes the user. */
			eraseUser: {
				params: {
					organization: OrganizationReference;
					user: UserReference;
				};
				body?: ErasureRequest;
				result: Erasure;
			};
			/** @description Get a user's endpoints. The `endpoints` of the user. A member can get only their own. */
			getEndpoints: {
				params: {
					organization: OrganizationReference;
					user: UserReference;
				};
				result: Endpoints;
			};
			/** @description Replace a user's endpoints. Replaces the complete list. The `ETag` is the user's. */
			setEndpoints: {
				params: {
					organization: OrganizationReference;
					user: UserReference;
				};
				body: NewEndpoints;
				result: Endpoints;
			};
			/** @description Create a group. A name belongs to at most one group of an organization. */
			createGroup: {
				params: {
					organization: OrganizationReference;
				};
				body: NewGroup;
				result: Group;
			};
			/** @description List the groups. In the order of creation, without their members. */
			listGroups: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: GroupPage;
			};
			/** @description Get a group with its members. The members are in the order of their creation. */
			getGroup: {
				params: {
					organization: OrganizationReference;
					group: Id;
				};
				result: GroupWithMembers;
			};
			/** @description Delete a group. Removes its memberships. The members remain users of the organization. */
			deleteGroup: {
				params: {
					organization: OrganizationReference;
					group: Id;
				};
				result: Group;
			};
			/** @description Add a user to a group (idempotent). Adding a member again changes nothing. */
			addGroupMember: {
				params: {
					organization: OrganizationReference;
					group: Id;
					user: UserReference;
				};
			};
			/** @description Remove a user from a group (idempotent). Removing a user who is not a member changes nothing. */
			removeGroupMember: {
				params: {
					organization: OrganizationReference;
					group: Id;
					user: UserReference;
				};
			};
			/** @description Get who the caller is. The user, the organization, the credential and the limits of this request. For every role. */
			getCaller: {
				result: Caller;
			};
			/** @description Create an API key for a user. The key has the permissions of its user, within its scopes. A superadmin creates a key for any user, an admin for themselves and for service users, everybody else for themselves. The response is the only one with its secret. */
			createApiKey: {
				params: {
					organization: OrganizationReference;
				};
				body: NewApiKey;
				result: CreatedApiKey;
			};
			/** @description List the API keys that are not revoked. Without their secrets, in the order of creation. A member lists only their own. */
			listApiKeys: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: ApiKeyPage;
			};
			/** @description Rotate an API key. Creates a key with the user, name and scopes of this one, which expires after the overlap. For those who may create keys for its user. The response is the only one with the new secret. */
			rotateApiKey: {
				params: {
					organization: OrganizationReference;
					apiKey: Id;
				};
				body: KeyRotation;
				result: RotatedApiKey;
			};
			/** @description Revoke an API key. Takes effect with the next request. A revoked key cannot be restored. Only the owner and a superadmin revoke a key of the owner; members and auditors revoke their own. */
			revokeApiKey: {
				params: {
					organization: OrganizationReference;
					apiKey: Id;
				};
				result: ApiKey;
			};
			/** @description Invite a person to make their first API key. For a person who has no API key; not for the owner. It replaces an open invitation. The response is the only one with its secret: send it to the person over a channel that only they read. */
			createInvitation: {
				params: {
					organization: OrganizationReference;
					user: UserReference;
				};
				body: NewInvitation;
				result: CreatedInvitation;
			};
			/** @description List the invitations that are neither redeemed nor revoked. Without their secrets, in the order of creation. Expired invitations are included. */
			listInvitations: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: InvitationPage;
			};
			/** @description Revoke an invitation. Takes effect with the next request. */
			revokeInvitation: {
				params: {
					organization: OrganizationReference;
					invitation: Id;
				};
				result: Invitation;
			};
			/** @description Redeem an invitation for an API key. The invitation is the bearer credential, and permits nothing else. It works once. The response is the only one with the secret of the key. */
			redeemInvitation: {
				body: InvitationRedemption;
				result: CreatedApiKey;
			};
			/** @description Save a view of a screen. For the caller, or for everybody in the organization, which takes an admin. */
			createSavedView: {
				params: {
					organization: OrganizationReference;
				};
				body: NewSavedView;
				result: SavedView;
			};
			/** @description List the saved views. The caller's own and the shared ones, in the order of creation. */
			listSavedViews: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
					/** @description What the view is of, such as `numbers`. */
					screen?: string;
				};
				result: SavedViewPage;
			};
			/** @description Get a saved view. One of the caller's own or a shared one. */
			getSavedView: {
				params: {
					organization: OrganizationReference;
					savedView: Id;
				};
				result: SavedView;
			};
			/** @description Change a saved view. Changes the fields of the body. A shared view takes an admin. */
			updateSavedView: {
				params: {
					organization: OrganizationReference;
					savedView: Id;
				};
				body: SavedViewChanges;
				result: SavedView;
			};
			/** @description Delete a saved view. A shared view takes an admin. */
			deleteSavedView: {
				params: {
					organization: OrganizationReference;
					savedView: Id;
				};
				result: SavedView;
			};
			/** @description Sign in to the console. Exchanges the credential in the Authorization header, an API key, a JWT, an invitation or the one-time link of the first start, for a session in a cookie. It acts as the same user with the same scopes, and ends with the credential, after 30 minutes without a request, and after 12 hours. Over HTTPS only, except on the machine of the server. */
			createSession: {
				result: Session;
			};
			/** @description List the caller's sessions. Those that have not ended, in the order of creation. */
			listOwnSessions: {
				params: {
					limit?: Limit;
					cursor?: Cursor;
				};
				result: SessionPage;
			};
			/** @description Sign out of the console, or end another session of the caller. `current` is the session of this request. Takes effect with the next request. */
			endOwnSession: {
				params: {
					session: OwnSession;
				};
				result: Session;
			};
			/** @description List the sessions of the organization's users. Those that have not ended, in the order of creation. Members list their own. */
			listSessions: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
					/** @description Only the sessions of this user. */
					user?: UserReference;
				};
				result: SessionPage;
			};
			/** @description End a session. Takes effect with the next request. Members end their own; the owner's only the owner ends. */
			endSession: {
				params: {
					organization: OrganizationReference;
					session: Id;
				};
				result: Session;
			};
			/** @description Get what the page to sign in needs. Needs no credential. Names what does not fit together in how the page was opened. */
			getConsole: {
				params: {
					/** @description The origin of the page, as its browser knows it. */
					origin?: string;
				};
				result: Console;
			};
			/** @description Create a router key. For superadmins. A router key permits the lookups of every organization, and nothing else. The response is the only one with its secret. */
			createRouterKey: {
				body: NewRouterKey;
				result: CreatedApiKey;
			};
			/** @description List the router keys that are not revoked. For superadmins. Without their secrets, in the order of creation. */
			listRouterKeys: {
				params: {
					limit?: Limit;
					cursor?: Cursor;
				};
				result: ApiKeyPage;
			};
			/** @description Revoke a router key. For superadmins. Takes effect with the next request. */
			revokeRouterKey: {
				params: {
					routerKey: Id;
				};
				result: ApiKey;
			};
			/** @description Create a superadmin key. For superadmins with a key without scopes. The key acts as the same superadmin, within its scopes. The response is the only one with its secret. */
			createSuperadminKey: {
				body: NewSuperadminKey;
				result: CreatedSuperadminKey;
			};
			/** @description List the superadmin keys that are not revoked. For superadmins. Without their secrets, in the order of creation. */
			listSuperadminKeys: {
				params: {
					limit?: Limit;
					cursor?: Cursor;
				};
				result: SuperadminKeyPage;
			};
			/** @description Rotate a superadmin key. Creates a key with the name and scopes of this one, which expires after the overlap. For superadmins with a key without scopes; not for the configured key. The response is the only one with the new secret. */
			rotateSuperadminKey: {
				params: {
					superadminKey: Id;
				};
				body: KeyRotation;
				result: RotatedSuperadminKey;
			};
			/** @description Revoke a superadmin key. For superadmins with a key without scopes. Takes effect with the next request. The last key without scopes and expiry cannot be revoked. */
			revokeSuperadminKey: {
				params: {
					superadminKey: Id;
				};
				result: SuperadminKey;
			};
			/** @description Add a number to the organization's inventory. For superadmins, who vouch that the line belongs to the organization. `holder` assigns it in the same transaction. A line at a provider belongs to at most one organization, except a short code or an alphanumeric sender id, which several organizations can have. Adding a number again returns 200 and changes nothing when everything that the body states is true of it, and 409 otherwise. */
			addNumber: {
				params: {
					organization: OrganizationReference;
				};
				body: NewPhoneNumber;
				result: AddedPhoneNumber;
			};
			/** @description List the numbers. The inventory in the order of addition. With `Accept: text/csv` or `application/x-ndjson`, all rows as they are at the start of the request, in one file. */
			listNumbers: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
					/**
					 * @description Of CSV. `plain`, the default, writes every cell as it is. `excel` adds a byte order mark, and an apostrophe before lines, ids, and cells that a spreadsheet would change or run as formulas; an import takes it off.
					 * @enum {string}
					 */
					style?: "plain" | "excel";
					/** @description A part of the line, the alias or a label, in any case. */
					q?: string;
					provider?: Provider;
					state?: NumberState;
					/** @description Only the numbers that this user holds. */
					user?: UserReference;
					/** @description Only numbers with an open assignment that has exactly this label. */
					label?: string;
				};
				result: PhoneNumberPage;
			};
			/** @description Add up to 200 numbers, with their first holders. For superadmins. Every item has its own fate: a refused one does not undo the others. A number that the organization has is changed where the item states another alias or another holder, so that a repeat is harmless. Each item sees the items before it. */
			addNumbers: {
				params: {
					organization: OrganizationReference;
				};
				body: NumberBatch;
				result: NumberBatchResult;
			};
			/** @description Get a number. By its id or its line. A line at more than one provider is ambiguous: use the id. */
			getNumber: {
				params: {
					organization: OrganizationReference;
					number: NumberReference;
				};
				result: PhoneNumberDetails;
			};
			/** @description Release a number to the carrier. The number must have no holder. Its history remains. */
			releaseNumber: {
				params: {
					organization: OrganizationReference;
					number: NumberReference;
				};
				result: PhoneNumber;
			};
			/** @description Update a number's alias or reservation, or correct its line. Changes the fields of the body. While a number is reserved, assigning it to another user takes a reason. */
			updateNumber: {
				params: {
					organization: OrganizationReference;
					number: NumberReference;
				};
				body: PhoneNumberChanges;
				result: PhoneNumber;
			};
			/** @description List the holders of a number. Every user who holds the number now, the oldest assignment first. */
			listHolders: {
				params: {
					organization: OrganizationReference;
					number: NumberReference;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: PhoneNumberHolderPage;
			};
			/** @description Assign a number or update the assignment (idempotent). Omitted flags keep their value; a new assignment has both directions enabled, no default and no label. A number has at most one inbound holder, and every holder has at least one direction. */
			assign: {
				params: {
					organization: OrganizationReference;
					number: NumberReference;
					user: UserReference;
				};
				body?: AssignmentFlags;
				result: AssignmentResult;
			};
			/** @description Unassign a number from a user. When the user was the inbound holder, the number cools for the organization's `coolingDays`. */
			unassign: {
				params: {
					organization: OrganizationReference;
					number: NumberReference;
					user: UserReference;
					/** @description Kept in the history. It overrides cooling and reservations. */
					reason?: string;
				};
				result: Assignment;
			};
			/** @description Transfer a number from one user to another. One transaction: the number has an inbound holder at any time. Omitted flags keep the former assignment's values; a default only when the receiver has none at the provider. Returns 412 when `fromUser` does not hold the number that way any more. */
			transfer: {
				params: {
					organization: OrganizationReference;
					number: NumberReference;
				};
				body: Transfer;
				result: AssignmentResult;
			};
			/** @description List the assignments, now or at a past time. The open assignments, oldest first. A member can list only their own, with `user`. `asOf` can be combined with every filter. With `Accept: text/csv` or `application/x-ndjson`, all rows as they are at the start of the request, in one file. */
			listAssignments: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
					/**
					 * @description Of CSV. `plain`, the default, writes every cell as it is. `excel` adds a byte order mark, and an apostrophe before lines, ids, and cells that a spreadsheet would change or run as formulas; an import takes it off.
					 * @enum {string}
					 */
					style?: "plain" | "excel";
					/** @description Only the assignments of this user. */
					user?: UserReference;
					provider?: Provider;
					/** @description A number's id or its line. */
					number?: string;
					/**
					 * Format: date-time
					 * @description The assignments as they were at this time, instead of the open ones.
					 */
					asOf?: string;
				};
				result: AssignmentDetailsPage;
			};
			/** @description Download a template for an import. A CSV file with every column that an import reads, and with rows as examples. For every role. */
			getImportTemplate: {
				params: {
					template: ImportKind;
				};
			};
			/** @description List the changes of an organization. The change feed, oldest first and without gaps. For the next page, repeat with `after` set to `position`. Returns 409 when the feed no longer has the event at `after`. With `Accept: text/csv` or `application/x-ndjson`, all rows as they are at the start of the request, in one file. */
			listEvents: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					/**
					 * @description Of CSV. `plain`, the default, writes every cell as it is. `excel` adds a byte order mark, and an apostrophe before lines, ids, and cells that a spreadsheet would change or run as formulas; an import takes it off.
					 * @enum {string}
					 */
					style?: "plain" | "excel";
					/**
					 * @description The `position` of the previous page or the `id` of a message: `123-ab12…`, the `seq` and the first 16 characters of the `hash` of the last event that the caller has. With the `seq` alone, another event at this position is not detected. `now` is the last event at the time of the request: only later events follow.
					 * @default 0
					 */
					after?: string;
					/**
					 * @description `names` adds the line, the user's present name, and the organization's name and slug to every event, as they are when it is read.
					 * @enum {string}
					 */
					expand?: "names";
					kind?: EventKind;
					/** @description Only the events of this number: its id or its line. */
					number?: string;
					/** @description Only the events of this user. */
					user?: UserReference;
				};
				result: EventPage;
			};
			/** @description Stream the changes of an organization. The change feed as server-sent events, from any event on. After a disconnect, clients resume with `Last-Event-ID`. */
			streamEvents: {
				params: {
					organization: OrganizationReference;
					/**
					 * @description The `position` of the previous page or the `id` of a message: `123-ab12…`, the `seq` and the first 16 characters of the `hash` of the last event that the caller has. With the `seq` alone, another event at this position is not detected. `now` is the last event at the time of the request: only later events follow.
					 * @default 0
					 */
					after?: string;
					/**
					 * @description `names` adds the line, the user's present name, and the organization's name and slug to every event, as they are when it is read.
					 * @enum {string}
					 */
					expand?: "names";
					kind?: EventKind;
					/** @description Only the events of this number: its id or its line. */
					number?: string;
					/** @description Only the events of this user. */
					user?: UserReference;
				};
			};
			/** @description List the assignment history of a number. Who held the number, with which flags, and who changed it; oldest first. */
			getNumberHistory: {
				params: {
					organization: OrganizationReference;
					number: NumberReference;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: HistoryPage;
			};
			/** @description List the assignment history of a user. Which numbers the user held, with which flags; oldest first. Also for a removed user. A member can list only their own. */
			getUserHistory: {
				params: {
					organization: OrganizationReference;
					user: UserReference;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: HistoryPage;
			};
			/** @description List who held a number, from when until when. Intervals in the order of their start, with who began and ended them and why. A change of flags or label ends one interval and begins the next. `getNumberHistory` has the events. */
			getNumberTimeline: {
				params: {
					organization: OrganizationReference;
					number: NumberReference;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: TimelinePage;
			};
			/** @description List which numbers a user held, from when until when. Intervals in the order of their start. Also for a removed user. A member can list only their own. */
			getUserTimeline: {
				params: {
					organization: OrganizationReference;
					user: UserReference;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: TimelinePage;
			};
			/** @description List the changes of all organizations. For superadmins. The changes of each organization are in order and without gaps; there is no order between organizations. */
			listAllEvents: {
				params: {
					limit?: Limit;
					/** @description The `cursor` of the previous page. Omit it for the first. `now` is the last event of each organization at the time of the request: only later events follow. */
					cursor?: string;
					/**
					 * @description `names` adds the line, the user's present name, and the organization's name and slug to every event, as they are when it is read.
					 * @enum {string}
					 */
					expand?: "names";
				};
				result: PlatformEventPage;
			};
			/** @description Stream the changes of all organizations. For superadmins. Server-sent events with one message per page of changes. */
			streamAllEvents: {
				params: {
					/** @description The `cursor` of the previous page. Omit it for the first. `now` is the last event of each organization at the time of the request: only later events follow. */
					cursor?: string;
					/**
					 * @description `names` adds the line, the user's present name, and the organization's name and slug to every event, as they are when it is read.
					 * @enum {string}
					 */
					expand?: "names";
				};
			};
			/** @description List the public keys of the installation. A JWK set, oldest key first, for the verification of checkpoints. Needs no credential. Keep a copy outside of the installation. */
			listSigningKeys: {
				result: SigningKeySet;
			};
			/** @description Create the key that signs from now on. For superadmins. The former keys stay listed, with the time in which they signed. */
			rotateSigningKey: {
				result: SigningKey;
			};
			/** @description Get a signed checkpoint of an organization's events. Keep checkpoints outside of the installation: `whoseline verify` detects with them that events were removed from the end or that the complete chain was computed again. */
			getCheckpoint: {
				params: {
					organization: OrganizationReference;
				};
				result: Checkpoint;
			};
			/** @description Get a signed checkpoint of the platform's own events. For superadmins. Covers the events of superadmins, routers and their keys. Every organization has a separate chain. */
			getPlatformCheckpoint: {
				result: Checkpoint;
			};
			/** @description Send the events of the organization to a URL. Every event after this one is sent, at least once, signed as Standard Webhooks 1.0 define it. The response is the only one with the secret. */
			createWebhook: {
				params: {
					organization: OrganizationReference;
				};
				body: NewWebhook;
				result: WebhookWithSecret;
			};
			/** @description List the webhooks. Without their secrets, in the order of creation. */
			listWebhooks: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: WebhookPage;
			};
			/** @description Get a webhook and how far its events are delivered. Without its secret. */
			getWebhook: {
				params: {
					organization: OrganizationReference;
					webhook: Id;
				};
				result: WebhookWithProgress;
			};
			/** @description Change, pause or enable a webhook. Omitted fields keep their value. No event is lost while a webhook is paused or disabled: it continues where it ended. */
			updateWebhook: {
				params: {
					organization: OrganizationReference;
					webhook: Id;
				};
				body: WebhookChanges;
				result: Webhook;
			};
			/** @description Delete a webhook. With its list of attempts. A request that is being sent is completed. */
			deleteWebhook: {
				params: {
					organization: OrganizationReference;
					webhook: Id;
				};
				result: Webhook;
			};
			/** @description Create the secret that signs from now on. During the overlap requests have a signature with each of the two secrets. The response is the only one with the new secret. */
			rotateWebhookSecret: {
				params: {
					organization: OrganizationReference;
					webhook: Id;
				};
				body: WebhookSecretRotation;
				result: WebhookWithSecret;
			};
			/** @description List the calls of the last days. Newest first. The carrier account decides whether and for how many days calls are kept. A member can list only their own, with `user`. */
			listCalls: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
					/** @description Only the calls of this user. */
					user?: UserReference;
					/** @description A number's id, or a line, also one that was released since. */
					number?: string;
					direction?: CallDirection;
					outcome?: CallOutcome;
					/**
					 * Format: date-time
					 * @description Only calls that started then or later.
					 */
					since?: string;
					/**
					 * Format: date-time
					 * @description Only calls that started before.
					 */
					until?: string;
				};
				result: CallPage;
			};
			/** @description List the last requests to a webhook. Newest first, at most 1,000 of the last 30 days, with the request, the response and the duration. */
			listWebhookAttempts: {
				params: {
					organization: OrganizationReference;
					webhook: Id;
					limit?: Limit;
					cursor?: Cursor;
					/** @description Only attempts to deliver the event with this `seq`. */
					seq?: number;
				};
				result: WebhookAttemptPage;
			};
			/** @description List the events that are repeated out of order or were set aside. By `seq`. The event that holds up a webhook with order is in its `progress` instead. */
			listWebhookDeliveries: {
				params: {
					organization: OrganizationReference;
					webhook: Id;
					limit?: Limit;
					cursor?: Cursor;
					status?: WebhookDeliveryStatus;
				};
				result: WebhookDeliveryPage;
			};
			/** @description Send a test message. At once, of the type `webhook.test`, also to a webhook that is paused or disabled. The response has what the receiver answered; a failure changes nothing. A repeated request sends again, also with the same `Idempotency-Key`. */
			testWebhook: {
				params: {
					organization: OrganizationReference;
					webhook: Id;
				};
				result: WebhookAttempt;
			};
			/** @description Retry now. Makes the next attempt of every delivery that waits for one and of every notification that was set aside, and starts the schedule again. */
			retryWebhook: {
				params: {
					organization: OrganizationReference;
					webhook: Id;
				};
				result: Webhook;
			};
			/** @description Send the events after a position again. In order, with the ids that they had, and then the later ones. */
			replayWebhook: {
				params: {
					organization: OrganizationReference;
					webhook: Id;
				};
				body: WebhookReplay;
				result: Webhook;
			};
			/** @description Send one event again. At once, with the id that it has, whether it is dead or was delivered, also to a webhook that is paused or disabled. A success ends its delivery; a failure changes nothing. A repeated request sends again, also with the same `Idempotency-Key`. */
			replayWebhookEvent: {
				params: {
					organization: OrganizationReference;
					webhook: Id;
					seq: EventSeq;
				};
				result: WebhookAttempt;
			};
			/** @description Add an account at a carrier. The secrets are encrypted, and no response contains them. The setup of the account lists what to enter at the carrier. */
			createCarrierAccount: {
				params: {
					organization: OrganizationReference;
				};
				body: NewCarrierAccount;
				result: CarrierAccount;
			};
			/** @description List the accounts at carriers. Without their secrets, in the order of creation. */
			listCarrierAccounts: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: CarrierAccountPage;
			};
			/** @description Get an account at a carrier. Without its secrets. */
			getCarrierAccount: {
				params: {
					organization: OrganizationReference;
					carrierAccount: Id;
				};
				result: CarrierAccount;
			};
			/** @description Change the policy of an account at a carrier, or disable it. Omitted fields keep their value. Effective for the next call. Secrets are changed by their rotation. */
			updateCarrierAccount: {
				params: {
					organization: OrganizationReference;
					carrierAccount: Id;
				};
				body: CarrierAccountChanges;
				result: CarrierAccount;
			};
			/** @description Delete an account at a carrier. With its secrets. Its webhooks are refused from then on; nothing changes at the carrier. */
			deleteCarrierAccount: {
				params: {
					organization: OrganizationReference;
					carrierAccount: Id;
				};
				result: CarrierAccount;
			};
			/** @description Replace secrets of an account at a carrier. Webhooks are verified with the new secrets and, during the overlap, with the present ones. Requests to the carrier have the new ones at once. */
			rotateCarrierAccountSecrets: {
				params: {
					organization: OrganizationReference;
					carrierAccount: Id;
				};
				body: CarrierSecretsRotation;
				result: CarrierAccount;
			};
			/** @description Get what to enter at the carrier. Which URL to put where, in the words of the carrier, and what is missing here. */
			getCarrierAccountSetup: {
				params: {
					organization: OrganizationReference;
					carrierAccount: Id;
				};
				result: CarrierSetup;
			};
			/** @description Test the credentials of an account at a carrier. Reads something small from the carrier's API. Changes nothing, neither there nor here. The secrets of webhooks are not tested. */
			testCarrierAccount: {
				params: {
					organization: OrganizationReference;
					carrierAccount: Id;
				};
				result: CredentialTest;
			};
			/** @description Add an account at a carrier. For superadmins: an account whose numbers belong to several organizations. The secrets are encrypted, and no response contains them. The setup of the account lists what to enter at the carrier. */
			createPlatformCarrierAccount: {
				body: NewCarrierAccount;
				result: CarrierAccount;
			};
			/** @description List the accounts at carriers. For superadmins: an account whose numbers belong to several organizations. Without their secrets, in the order of creation. */
			listPlatformCarrierAccounts: {
				params: {
					limit?: Limit;
					cursor?: Cursor;
				};
				result: CarrierAccountPage;
			};
			/** @description Get an account at a carrier. For superadmins: an account whose numbers belong to several organizations. Without its secrets. */
			getPlatformCarrierAccount: {
				params: {
					platformCarrierAccount: Id;
				};
				result: CarrierAccount;
			};
			/** @description Change the policy of an account at a carrier, or disable it. For superadmins: an account whose numbers belong to several organizations. Omitted fields keep their value. Effective for the next call. Secrets are changed by their rotation. */
			updatePlatformCarrierAccount: {
				params: {
					platformCarrierAccount: Id;
				};
				body: CarrierAccountChanges;
				result: CarrierAccount;
			};
			/** @description Delete an account at a carrier. For superadmins: an account whose numbers belong to several organizations. With its secrets. Its webhooks are refused from then on; nothing changes at the carrier. */
			deletePlatformCarrierAccount: {
				params: {
					platformCarrierAccount: Id;
				};
				result: CarrierAccount;
			};
			/** @description Replace secrets of an account at a carrier. For superadmins: an account whose numbers belong to several organizations. Webhooks are verified with the new secrets and, during the overlap, with the present ones. Requests to the carrier have the new ones at once. */
			rotatePlatformCarrierAccountSecrets: {
				params: {
					platformCarrierAccount: Id;
				};
				body: CarrierSecretsRotation;
				result: CarrierAccount;
			};
			/** @description Get what to enter at the carrier. For superadmins: an account whose numbers belong to several organizations. Which URL to put where, in the words of the carrier, and what is missing here. */
			getPlatformCarrierAccountSetup: {
				params: {
					platformCarrierAccount: Id;
				};
				result: CarrierSetup;
			};
			/** @description Test the credentials of an account at a carrier. For superadmins: an account whose numbers belong to several organizations. Reads something small from the carrier's API. Changes nothing, neither there nor here. The secrets of webhooks are not tested. */
			testPlatformCarrierAccount: {
				params: {
					platformCarrierAccount: Id;
				};
				result: CredentialTest;
			};
			/** @description Compare the inventory with that of the carrier. A job reads both inventories completely, or fails. It changes nothing. */
			startCarrierAccountSync: {
				params: {
					organization: OrganizationReference;
					carrierAccount: Id;
				};
				result: CarrierSync;
			};
			/** @description List the comparisons of an account with its carrier. The latest first. The last ten of an account are kept. */
			listCarrierAccountSyncs: {
				params: {
					organization: OrganizationReference;
					carrierAccount: Id;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: CarrierSyncPage;
			};
			/** @description Get a comparison of an account with its carrier. While it is running, ask again after a second or more. */
			getCarrierAccountSync: {
				params: {
					organization: OrganizationReference;
					carrierAccount: Id;
					carrierSync: Id;
				};
				result: CarrierSync;
			};
			/** @description List the differences that a comparison has found. In the order of lines and kinds. Empty until the comparison is complete. */
			listCarrierAccountSyncItems: {
				params: {
					organization: OrganizationReference;
					carrierAccount: Id;
					carrierSync: Id;
					/** @description Only items of this kind. */
					kind?: DriftKind;
					/** @description Only items in this state. */
					state?: DriftItemState;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: CarrierSyncItemPage;
			};
			/** @description Take numbers and names over from the carrier. Adds numbers that only the carrier has, without a holder, and takes over names. Nothing changes at the carrier, and nothing is released. Up to 500 items at once; each is checked again, and refused when something has changed since. Only the latest comparison can be applied. For an account whose `apiUrl` is not the carrier's, only superadmins add numbers. */
			applyCarrierAccountSync: {
				params: {
					organization: OrganizationReference;
					carrierAccount: Id;
					carrierSync: Id;
				};
				body: {
					/** @description By default all open items of the kinds. */
					items?: {
						item: Id;
						/** @description For an account of the platform: who gets the number. */
						organization?: OrganizationReference;
					}[];
					/** @description Without `items`. Both by default. */
					kinds?: ApplicableDriftKind[];
					/** @description Kept in the history. It overrides cooling and reservations. */
					reason?: string;
				};
				result: AppliedCarrierSync;
			};
			/** @description Set the webhook of one difference at the carrier. Changes the carrier's configuration: that of the number, or of the application that `sharedBy` numbers have. The former URL is kept for the undo. Refused when the carrier has another one than the comparison found. */
			setCarrierAccountWebhook: {
				params: {
					organization: OrganizationReference;
					carrierAccount: Id;
					carrierSync: Id;
					carrierSyncItem: Id;
				};
				result: CarrierSyncItem;
			};
			/** @description Set the webhook of one difference as it was before. Refused when the carrier has another URL than the one that was set. */
			undoCarrierAccountWebhook: {
				params: {
					organization: OrganizationReference;
					carrierAccount: Id;
					carrierSync: Id;
					carrierSyncItem: Id;
				};
				result: CarrierSyncItem;
			};
			/** @description Compare the inventory with that of the carrier. For superadmins: an account whose numbers belong to several organizations. A job reads both inventories completely, or fails. It changes nothing. */
			startPlatformCarrierAccountSync: {
				params: {
					platformCarrierAccount: Id;
				};
				result: CarrierSync;
			};
			/** @description List the comparisons of an account with its carrier. For superadmins: an account whose numbers belong to several organizations. The latest first. The last ten of an account are kept. */
			listPlatformCarrierAccountSyncs: {
				params: {
					platformCarrierAccount: Id;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: CarrierSyncPage;
			};
			/** @description Get a comparison of an account with its carrier. For superadmins: an account whose numbers belong to several organizations. While it is running, ask again after a second or more. */
			getPlatformCarrierAccountSync: {
				params: {
					platformCarrierAccount: Id;
					platformCarrierSync: Id;
				};
				result: CarrierSync;
			};
			/** @description List the differences that a comparison has found. For superadmins: an account whose numbers belong to several organizations. In the order of lines and kinds. Empty until the comparison is complete. */
			listPlatformCarrierAccountSyncItems: {
				params: {
					platformCarrierAccount: Id;
					platformCarrierSync: Id;
					/** @description Only items of this kind. */
					kind?: DriftKind;
					/** @description Only items in this state. */
					state?: DriftItemState;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: CarrierSyncItemPage;
			};
			/** @description Take numbers and names over from the carrier. For superadmins: an account whose numbers belong to several organizations. Adds numbers that only the carrier has, without a holder, and takes over names. Nothing changes at the carrier, and nothing is released. Up to 500 items at once; each is checked again, and refused when something has changed since. Only the latest comparison can be applied. For an account whose `apiUrl` is not the carrier's, only superadmins add numbers. */
			applyPlatformCarrierAccountSync: {
				params: {
					platformCarrierAccount: Id;
					platformCarrierSync: Id;
				};
				body: {
					/** @description By default all open items of the kinds. */
					items?: {
						item: Id;
						/** @description For an account of the platform: who gets the number. */
						organization?: OrganizationReference;
					}[];
					/** @description Without `items`. Both by default. */
					kinds?: ApplicableDriftKind[];
					/** @description Kept in the history. It overrides cooling and reservations. */
					reason?: string;
				};
				result: AppliedCarrierSync;
			};
			/** @description Set the webhook of one difference at the carrier. For superadmins: an account whose numbers belong to several organizations. Changes the carrier's configuration: that of the number, or of the application that `sharedBy` numbers have. The former URL is kept for the undo. Refused when the carrier has another one than the comparison found. */
			setPlatformCarrierAccountWebhook: {
				params: {
					platformCarrierAccount: Id;
					platformCarrierSync: Id;
					platformCarrierSyncItem: Id;
				};
				result: CarrierSyncItem;
			};
			/** @description Set the webhook of one difference as it was before. For superadmins: an account whose numbers belong to several organizations. Refused when the carrier has another URL than the one that was set. */
			undoPlatformCarrierAccountWebhook: {
				params: {
					platformCarrierAccount: Id;
					platformCarrierSync: Id;
					platformCarrierSyncItem: Id;
				};
				result: CarrierSyncItem;
			};
			/** @description Plan or apply the removal of a user. With `dryRun` it returns a plan; with `token` it applies that plan, provided that nothing has changed since; otherwise it plans and applies in one transaction. Applying ends assignments, revokes API keys and removes group memberships. `restoration` lists what an undo would restore. */
			offboardUser: {
				params: {
					organization: OrganizationReference;
					user: UserReference;
				};
				body: OffboardingRequest;
				result: Offboarding;
			};
			/** @description List the applied offboardings. Oldest first, including those that were undone. */
			listOffboardings: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: OffboardingPage;
			};
			/** @description Get an offboarding. Its plan, whether it was applied or undone, and what an undo would restore or has restored (`restoration`). */
			getOffboarding: {
				params: {
					organization: OrganizationReference;
					offboarding: Id;
				};
				result: Offboarding;
			};
			/** @description Plan a change of one or many numbers. Changes nothing: returns what the change would do with each number, or why a number is refused. The numbers are named one by one, or match a filter now: at most 10000. `applyPlan` applies exactly this plan, within ten minutes and with the same credential. */
			createPlan: {
				params: {
					organization: OrganizationReference;
				};
				body: PlanRequest;
				result: Plan;
			};
			/** @description Get a plan, or what it did. A plan that is not applied is visible with the credential that made it only. Applied plans are kept for 31 days. */
			getPlan: {
				params: {
					organization: OrganizationReference;
					plan: Id;
				};
				result: Plan;
			};
			/** @description List what a plan does with each number. In the order of the request, or of the numbers' addition for a filter. */
			listPlanItems: {
				params: {
					organization: OrganizationReference;
					plan: Id;
					limit?: Limit;
					cursor?: Cursor;
					/**
					 * @description Only the items that were planned with this fate.
					 * @enum {string}
					 */
					fate?: "change" | "same" | "refused";
				};
				result: PlanItemPage;
			};
			/** @description Apply a plan exactly (idempotent). A number that has changed since the plan was made is refused. Thousands of numbers are changed in parts; when the status is `applying`, a part is done: repeat the request. A plan that is applied already is returned. */
			applyPlan: {
				params: {
					organization: OrganizationReference;
					plan: Id;
				};
				body?: PlanApplication;
				result: Plan;
			};
			/** @description Undo a plan within 30 days (idempotent). Reverts what the plan changed where nothing has changed since, number by number; a released number stays released. Any credential with the permission can undo it. When the status is `undoing`, a part is done: repeat the request. */
			undoPlan: {
				params: {
					organization: OrganizationReference;
					plan: Id;
				};
				body?: Undo;
				result: Plan;
			};
			/** @description Undo an assign, an unassign or a change of flags. Returns the undone event. Returns 409 when the assignment has changed since, or the event was already undone. */
			undoEvent: {
				params: {
					organization: OrganizationReference;
					seq: EventSeq;
				};
				body?: Undo;
				result: Event;
			};
			/** @description Undo an offboarding within 30 days. Restores the user, the group memberships and every number that is still available. A number that the offboarding assigned to another user is taken back while their assignment has not changed since. Reports what is not restored, also later in the offboarding (`restoration`). API keys stay revoked. */
			undoOffboarding: {
				params: {
					organization: OrganizationReference;
					offboarding: Id;
				};
				body?: Undo;
				result: RestoredUser;
			};
			/** @description Look up who answers a line. A router key and a superadmin look up the lines of every organization, an admin those of the admin's organization. Served from memory, also while the database is unavailable. */
			routeInbound: {
				params: {
					provider: Provider;
					/** @description The line that was dialled. */
					to: string;
					/** @description Queries the database instead of the index in memory. */
					fresh?: boolean;
				};
				result: InboundRoute;
			};
			/** @description Look up who answers each of up to 1000 lines. Like `routeInbound`, in the order of the lines. */
			routeInboundMany: {
				body: InboundLookup;
				result: InboundRoutes;
			};
			/** @description Look up the number that a user calls from. The user's default at the provider; else the number held longest, of those with outbound enabled. With `to`, of the numbers whose carrier calls there: one in the country that is called, the default, or the number held longest. Callers as in `routeInbound`. A user named by id, without `organization`, is served from memory. */
			routeOutbound: {
				params: {
					/** @description The user who calls or sends. */
					user: UserReference;
					/** @description The user's organization: its id or its slug. Required for a username or an e-mail address, unless the caller is of an organization. */
					organization?: OrganizationReference;
					/** @description Only a number at this carrier. Required without `to`, with which numbers at every carrier are considered. */
					provider?: Provider;
					/** @description The number that the user calls, in E.164 format. */
					to?: string;
					/** @description Which number comes first: one in the country that is called, or the user's default; then the other one. `sameCountry` by default. Only with `to`. */
					policy?: OutboundPolicy;
					/** @description Queries the database instead of the index in memory. */
					fresh?: boolean;
				};
				result: OutboundRoute;
			};
			/** @description List the imports of an organization. In the order of the uploads. An import is kept for 30 days after its last job. */
			listImports: {
				params: {
					organization: OrganizationReference;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: ImportPage;
			};
			/** @description Upload a file of numbers or users and find out what it would do. The body is the file: CSV or NDJSON, also gzipped, of up to 256 MiB and 1,000,000 rows. Nothing is changed until the import is applied: a job finds the fate of every row. One import of an organization runs at a time. */
			createImport: {
				params: {
					organization: OrganizationReference;
					kind: ImportKind;
					/** @description `each` by default. */
					mode?: ImportMode;
					/**
					 * @description Found in the content by default.
					 * @enum {string}
					 */
					format?: "csv" | "ndjson";
					/**
					 * @description By default that of the byte order mark, or UTF-8. Never guessed.
					 * @enum {string}
					 */
					encoding?: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | "windows-1256";
					/**
					 * @description Of a CSV file. Found in the header by default.
					 * @enum {string}
					 */
					delimiter?: "," | ";" | "\t" | "|";
					/**
					 * @description The system whose list of numbers the file is.
					 * @enum {string}
					 */
					preset?: "twilio" | "telnyx" | "teams" | "freepbx" | "tether" | "ippanel";
					/** @description Of lines that are written without a country code. */
					country?: string;
					/** @description Of numbers whose file has no column for it. */
					provider?: Provider;
					/** @description Kept in the history. It overrides cooling and reservations. */
					reason?: string;
				};
				/** Format: binary */
				body: string;
				result: Import;
			};
			/** @description Get an import. While its job runs, the response has `Retry-After`. With `Accept: text/event-stream`, the import is sent again whenever its state, progress or counts have changed, until its job has ended. */
			getImport: {
				params: {
					organization: OrganizationReference;
					import: Id;
				};
				result: Import;
			};
			/** @description List what became of the rows of an import. In the order of the file. Before the import is applied, it is what would become of them; the dry run adds rows as it proceeds. */
			listImportRows: {
				params: {
					organization: OrganizationReference;
					import: Id;
					/** @description Only rows with this fate. */
					fate?: RowFate;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: ImportRowPage;
			};
			/** @description Apply an import. A job applies the rows that the dry run has accepted. A row whose record has changed since is refused. What a row changes needs the role for that change: only a superadmin adds numbers. */
			applyImport: {
				params: {
					organization: OrganizationReference;
					import: Id;
				};
				result: Import;
			};
			/** @description Undo an import. Within 30 days. A job reverts what the rows have changed, the last row first: added numbers are released, created users are removed. A row whose record has changed since is refused. Also of a failed or cancelled import, and to continue a failed or cancelled undo. */
			undoImport: {
				params: {
					organization: OrganizationReference;
					import: Id;
				};
				result: Import;
			};
			/** @description Cancel the job of an import. The rows that were applied stay applied. */
			cancelImport: {
				params: {
					organization: OrganizationReference;
					import: Id;
				};
				result: Import;
			};
			/** @description List the background jobs of an organization. In the order of creation. A job is kept for 30 days after its end. */
			listJobs: {
				params: {
					organization: OrganizationReference;
					kind?: JobKind;
					state?: JobState;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: JobPage;
			};
			/** @description Get a background job. Its state, progress and last error. While it is open, ask again after a second or more. */
			getJob: {
				params: {
					organization: OrganizationReference;
					job: Id;
				};
				result: Job;
			};
			/** @description Cancel a background job. The job commits nothing more. What it has committed stays. A job that has ended cannot be cancelled: the response is 409. */
			cancelJob: {
				params: {
					organization: OrganizationReference;
					job: Id;
				};
				result: Job;
			};
			/** @description List the background jobs of the platform. For superadmins. In the order of creation, without those of organizations. A job is kept for 30 days after its end. */
			listPlatformJobs: {
				params: {
					kind?: JobKind;
					state?: JobState;
					limit?: Limit;
					cursor?: Cursor;
				};
				result: JobPage;
			};
			/** @description Get a background job of the platform. For superadmins. */
			getPlatformJob: {
				params: {
					platformJob: Id;
				};
				result: Job;
			};
			/** @description Cancel a background job of the platform. For superadmins. The job commits nothing more. What it has committed stays. A job that has ended cannot be cancelled: the response is 409. */
			cancelPlatformJob: {
				params: {
					platformJob: Id;
				};
				result: Job;
			};
			/** @description Download a backup. For superadmins. A copy of the SQLite database with every change that was acknowledged before the request, checked for damage. Nothing is sent until it is complete. Compare its length and digest with the headers. With PostgreSQL the response is 409. */
			createBackup: Record<string, never>;
		};
	};
	responses: never;
	parameters: never;
	requestBodies: never;
	headers: never;
	pathItems: never;
}
export type Limit = components['schemas']['Limit'];
export type Cursor = components['schemas']['Cursor'];
export type OwnSession = components['schemas']['OwnSession'];
export type NumberReference = components['schemas']['NumberReference'];
export type EventSeq = components['schemas']['EventSeq'];
export type Id = components['schemas']['Id'];
export type NewOrganization = components['schemas']['NewOrganization'];
export type OrganizationStatus = components['schemas']['OrganizationStatus'];
export type Organization = components['schemas']['Organization'];
export type UserKind = components['schemas']['UserKind'];
export type UserRole = components['schemas']['UserRole'];
export type UserStatus = components['schemas']['UserStatus'];
export type User = components['schemas']['User'];
export type CreatedOrganization = components['schemas']['CreatedOrganization'];
export type Problem = components['schemas']['Problem'];
export type OrganizationPage = components['schemas']['OrganizationPage'];
export type OrganizationReference = components['schemas']['OrganizationReference'];
export type OrganizationChanges = components['schemas']['OrganizationChanges'];
export type UserReference = components['schemas']['UserReference'];
export type NewOwnership = components['schemas']['NewOwnership'];
export type OwnershipTransfer = components['schemas']['OwnershipTransfer'];
export type Role = components['schemas']['Role'];
export type NewUser = components['schemas']['NewUser'];
export type UserPage = components['schemas']['UserPage'];
export type ExportedUser = components['schemas']['ExportedUser'];
export type UserChanges = components['schemas']['UserChanges'];
export type UserBatch = components['schemas']['UserBatch'];
export type BatchFate = components['schemas']['BatchFate'];
export type UserBatchItem = components['schemas']['UserBatchItem'];
export type UserBatchResult = components['schemas']['UserBatchResult'];
export type EmailBlock = components['schemas']['EmailBlock'];
export type EmailBlockPage = components['schemas']['EmailBlockPage'];
export type ErasureRequest = components['schemas']['ErasureRequest'];
export type Erasure = components['schemas']['Erasure'];
export type Endpoints = components['schemas']['Endpoints'];
export type NewEndpoints = components['schemas']['NewEndpoints'];
export type NewGroup = components['schemas']['NewGroup'];
export type Group = components['schemas']['Group'];
export type GroupPage = components['schemas']['GroupPage'];
export type GroupWithMembers = components['schemas']['GroupWithMembers'];
export type CallingUser = components['schemas']['CallingUser'];
export type SuperadminKeyScope = components['schemas']['SuperadminKeyScope'];
export type SuperadminKey = components['schemas']['SuperadminKey'];
export type CallingSession = components['schemas']['CallingSession'];
export type CallingToken = components['schemas']['CallingToken'];
export type RateLimit = components['schemas']['RateLimit'];
export type Quotas = components['schemas']['Quotas'];
export type Caller = components['schemas']['Caller'];
export type ApiKeyScope = components['schemas']['ApiKeyScope'];
export type NewApiKey = components['schemas']['NewApiKey'];
export type CreatedApiKey = components['schemas']['CreatedApiKey'];
export type ListedApiKey = components['schemas']['ListedApiKey'];
export type ApiKeyPage = components['schemas']['ApiKeyPage'];
export type KeyRotation = components['schemas']['KeyRotation'];
export type ApiKey = components['schemas']['ApiKey'];
export type RotatedApiKey = components['schemas']['RotatedApiKey'];
export type NewInvitation = components['schemas']['NewInvitation'];
export type CreatedInvitation = components['schemas']['CreatedInvitation'];
export type Invitation = components['schemas']['Invitation'];
export type InvitationPage = components['schemas']['InvitationPage'];
export type InvitationRedemption = components['schemas']['InvitationRedemption'];
export type NewSavedView = components['schemas']['NewSavedView'];
export type SavedView = components['schemas']['SavedView'];
export type SavedViewPage = components['schemas']['SavedViewPage'];
export type SavedViewChanges = components['schemas']['SavedViewChanges'];
export type Session = components['schemas']['Session'];
export type ListedSession = components['schemas']['ListedSession'];
export type SessionPage = components['schemas']['SessionPage'];
export type ConsoleProblem = components['schemas']['ConsoleProblem'];
export type Console = components['schemas']['Console'];
export type NewRouterKey = components['schemas']['NewRouterKey'];
export type NewSuperadminKey = components['schemas']['NewSuperadminKey'];
export type CreatedSuperadminKey = components['schemas']['CreatedSuperadminKey'];
export type ListedSuperadminKey = components['schemas']['ListedSuperadminKey'];
export type SuperadminKeyPage = components['schemas']['SuperadminKeyPage'];
export type RotatedSuperadminKey = components['schemas']['RotatedSuperadminKey'];
export type Provider = components['schemas']['Provider'];
export type LineKind = components['schemas']['LineKind'];
export type NewHolder = components['schemas']['NewHolder'];
export type NewPhoneNumber = components['schemas']['NewPhoneNumber'];
export type Reservation = components['schemas']['Reservation'];
export type NumberState = components['schemas']['NumberState'];
export type PhoneNumberHolder = components['schemas']['PhoneNumberHolder'];
export type DisplacedAssignment = components['schemas']['DisplacedAssignment'];
export type AddedPhoneNumber = components['schemas']['AddedPhoneNumber'];
export type NumberBatch = components['schemas']['NumberBatch'];
export type NumberBatchItem = components['schemas']['NumberBatchItem'];
export type NumberBatchResult = components['schemas']['NumberBatchResult'];
export type PhoneNumberDetails = components['schemas']['PhoneNumberDetails'];
export type PhoneNumberPage = components['schemas']['PhoneNumberPage'];
export type ExportedPhoneNumber = components['schemas']['ExportedPhoneNumber'];
export type PhoneNumberHolderPage = components['schemas']['PhoneNumberHolderPage'];
export type PhoneNumber = components['schemas']['PhoneNumber'];
export type NewReservation = components['schemas']['NewReservation'];
export type PhoneNumberChanges = components['schemas']['PhoneNumberChanges'];
export type AssignmentFlags = components['schemas']['AssignmentFlags'];
export type AssignmentResult = components['schemas']['AssignmentResult'];
export type Transfer = components['schemas']['Transfer'];
export type Assignment = components['schemas']['Assignment'];
export type AssignmentDetails = components['schemas']['AssignmentDetails'];
export type AssignmentDetailsPage = components['schemas']['AssignmentDetailsPage'];
export type ExportedAssignment = components['schemas']['ExportedAssignment'];
export type ImportKind = components['schemas']['ImportKind'];
export type EventKind = components['schemas']['EventKind'];
export type Dialect = components['schemas']['Dialect'];
export type EventBase = components['schemas']['EventBase'];
export type OrganizationRecord = components['schemas']['OrganizationRecord'];
export type OrganizationCreatedEvent = components['schemas']['OrganizationCreatedEvent'];
export type OrganizationUpdatedEvent = components['schemas']['OrganizationUpdatedEvent'];
export type OrganizationDeletedEvent = components['schemas']['OrganizationDeletedEvent'];
export type UserRecord = components['schemas']['UserRecord'];
export type UserCreatedEvent = components['schemas']['UserCreatedEvent'];
export type UserUpdatedEvent = components['schemas']['UserUpdatedEvent'];
export type RemovedUserRecord = components['schemas']['RemovedUserRecord'];
export type UserRemovedEvent = components['schemas']['UserRemovedEvent'];
export type UserRestoredEvent = components['schemas']['UserRestoredEvent'];
export type UserSignedOutEvent = components['schemas']['UserSignedOutEvent'];
export type UserErasedEvent = components['schemas']['UserErasedEvent'];
export type IdentityRecord = components['schemas']['IdentityRecord'];
export type IdentityLinkedEvent = components['schemas']['IdentityLinkedEvent'];
export type IdentityUnlinkedEvent = components['schemas']['IdentityUnlinkedEvent'];
export type EmailBlockRecord = components['schemas']['EmailBlockRecord'];
export type EmailBlockCreatedEvent = components['schemas']['EmailBlockCreatedEvent'];
export type EmailBlockLiftedEvent = components['schemas']['EmailBlockLiftedEvent'];
export type GroupRecord = components['schemas']['GroupRecord'];
export type GroupCreatedEvent = components['schemas']['GroupCreatedEvent'];
export type GroupDeletedEvent = components['schemas']['GroupDeletedEvent'];
export type GroupMembership = components['schemas']['GroupMembership'];
export type GroupMemberAddedEvent = components['schemas']['GroupMemberAddedEvent'];
export type GroupMemberRemovedEvent = components['schemas']['GroupMemberRemovedEvent'];
export type ApiKeyRecord = components['schemas']['ApiKeyRecord'];
export type ApiKeyCreatedEvent = components['schemas']['ApiKeyCreatedEvent'];
export type ApiKeyUpdatedEvent = components['schemas']['ApiKeyUpdatedEvent'];
export type ApiKeyRevokedEvent = components['schemas']['ApiKeyRevokedEvent'];
export type InvitationRecord = components['schemas']['InvitationRecord'];
export type InvitationCreatedEvent = components['schemas']['InvitationCreatedEvent'];
export type InvitationRedeemedEvent = components['schemas']['InvitationRedeemedEvent'];
export type InvitationRevokedEvent = components['schemas']['InvitationRevokedEvent'];
export type NumberRecord = components['schemas']['NumberRecord'];
export type NumberAddedEvent = components['schemas']['NumberAddedEvent'];
export type NumberUpdatedEvent = components['schemas']['NumberUpdatedEvent'];
export type NumberReleasedEvent = components['schemas']['NumberReleasedEvent'];
export type AssignmentRecord = components['schemas']['AssignmentRecord'];
export type NumberAssignedEvent = components['schemas']['NumberAssignedEvent'];
export type NumberUnassignedEvent = components['schemas']['NumberUnassignedEvent'];
export type AssignmentUpdatedEvent = components['schemas']['AssignmentUpdatedEvent'];
export type WebhookKind = components['schemas']['WebhookKind'];
export type WebhookBody = components['schemas']['WebhookBody'];
export type WebhookStatus = components['schemas']['WebhookStatus'];
export type WebhookRecord = components['schemas']['WebhookRecord'];
export type WebhookCreatedEvent = components['schemas']['WebhookCreatedEvent'];
export type WebhookUpdatedEvent = components['schemas']['WebhookUpdatedEvent'];
export type WebhookDeletedEvent = components['schemas']['WebhookDeletedEvent'];
export type WebhookDisabledEvent = components['schemas']['WebhookDisabledEvent'];
export type CarrierProvider = components['schemas']['CarrierProvider'];
export type CarrierAccountStatus = components['schemas']['CarrierAccountStatus'];
export type RingMode = components['schemas']['RingMode'];
export type CallerIdPolicy = components['schemas']['CallerIdPolicy'];
export type UnansweredAction = components['schemas']['UnansweredAction'];
export type UnansweredPolicy = components['schemas']['UnansweredPolicy'];
export type CarrierAccountRecord = components['schemas']['CarrierAccountRecord'];
export type CarrierAccountCreatedEvent = components['schemas']['CarrierAccountCreatedEvent'];
export type CarrierAccountUpdatedEvent = components['schemas']['CarrierAccountUpdatedEvent'];
export type CarrierAccountDeletedEvent = components['schemas']['CarrierAccountDeletedEvent'];
export type Event = components['schemas']['Event'];
export type EventNames = components['schemas']['EventNames'];
export type FeedEvent = components['schemas']['FeedEvent'];
export type EventPage = components['schemas']['EventPage'];
export type HistoryPage = components['schemas']['HistoryPage'];
export type IntervalStart = components['schemas']['IntervalStart'];
export type TimelineStart = components['schemas']['TimelineStart'];
export type IntervalEnd = components['schemas']['IntervalEnd'];
export type TimelineEnd = components['schemas']['TimelineEnd'];
export type TimelineInterval = components['schemas']['TimelineInterval'];
export type TimelinePage = components['schemas']['TimelinePage'];
export type PlatformEvent = components['schemas']['PlatformEvent'];
export type PlatformEventPage = components['schemas']['PlatformEventPage'];
export type SigningKey = components['schemas']['SigningKey'];
export type SigningKeySet = components['schemas']['SigningKeySet'];
export type Checkpoint = components['schemas']['Checkpoint'];
export type NewWebhook = components['schemas']['NewWebhook'];
export type WebhookWithSecret = components['schemas']['WebhookWithSecret'];
export type Webhook = components['schemas']['Webhook'];
export type WebhookPage = components['schemas']['WebhookPage'];
export type WebhookProgress = components['schemas']['WebhookProgress'];
export type WebhookWithProgress = components['schemas']['WebhookWithProgress'];
export type WebhookChanges = components['schemas']['WebhookChanges'];
export type WebhookSecretRotation = components['schemas']['WebhookSecretRotation'];
export type CallDirection = components['schemas']['CallDirection'];
export type CallOutcome = components['schemas']['CallOutcome'];
export type CalledEndpoint = components['schemas']['CalledEndpoint'];
export type Call = components['schemas']['Call'];
export type CallPage = components['schemas']['CallPage'];
export type WebhookAttemptCause = components['schemas']['WebhookAttemptCause'];
export type WebhookRequest = components['schemas']['WebhookRequest'];
export type WebhookResponse = components['schemas']['WebhookResponse'];
export type WebhookAttempt = components['schemas']['WebhookAttempt'];
export type WebhookAttemptPage = components['schemas']['WebhookAttemptPage'];
export type WebhookDeliveryStatus = components['schemas']['WebhookDeliveryStatus'];
export type WebhookDelivery = components['schemas']['WebhookDelivery'];
export type WebhookDeliveryPage = components['schemas']['WebhookDeliveryPage'];
export type WebhookReplay = components['schemas']['WebhookReplay'];
export type UnansweredPolicyInput = components['schemas']['UnansweredPolicyInput'];
export type NewCarrierAccount = components['schemas']['NewCarrierAccount'];
export type CarrierAccount = components['schemas']['CarrierAccount'];
export type CarrierAccountPage = components['schemas']['CarrierAccountPage'];
export type CarrierAccountChanges = components['schemas']['CarrierAccountChanges'];
export type CarrierSecretsRotation = components['schemas']['CarrierSecretsRotation'];
export type CarrierWebhookPurpose = components['schemas']['CarrierWebhookPurpose'];
export type CarrierWebhookPlace = components['schemas']['CarrierWebhookPlace'];
export type CarrierSetup = components['schemas']['CarrierSetup'];
export type CredentialTestOutcome = components['schemas']['CredentialTestOutcome'];
export type CredentialTest = components['schemas']['CredentialTest'];
export type CarrierSyncState = components['schemas']['CarrierSyncState'];
export type CarrierSyncFailureReason = components['schemas']['CarrierSyncFailureReason'];
export type CarrierSyncFailure = components['schemas']['CarrierSyncFailure'];
export type CarrierSync = components['schemas']['CarrierSync'];
export type CarrierSyncPage = components['schemas']['CarrierSyncPage'];
export type DriftKind = components['schemas']['DriftKind'];
export type DriftItemState = components['schemas']['DriftItemState'];
export type SuggestedCarrierRequest = components['schemas']['SuggestedCarrierRequest'];
export type CarrierSyncItem = components['schemas']['CarrierSyncItem'];
export type CarrierSyncItemPage = components['schemas']['CarrierSyncItemPage'];
export type ApplicableDriftKind = components['schemas']['ApplicableDriftKind'];
export type RefusedCarrierSyncItem = components['schemas']['RefusedCarrierSyncItem'];
export type AppliedCarrierSyncItem = components['schemas']['AppliedCarrierSyncItem'];
export type AppliedCarrierSync = components['schemas']['AppliedCarrierSync'];
export type NumberReceiver = components['schemas']['NumberReceiver'];
export type OffboardingRequest = components['schemas']['OffboardingRequest'];
export type Restoration = components['schemas']['Restoration'];
export type Offboarding = components['schemas']['Offboarding'];
export type OffboardingPage = components['schemas']['OffboardingPage'];
export type NumberFilter = components['schemas']['NumberFilter'];
export type PlanRequest = components['schemas']['PlanRequest'];
export type PlanAction = components['schemas']['PlanAction'];
export type PlanCounts = components['schemas']['PlanCounts'];
export type PlanFate = components['schemas']['PlanFate'];
export type PlanEffectValues = components['schemas']['PlanEffectValues'];
export type PlanEffect = components['schemas']['PlanEffect'];
export type PlanItemResult = components['schemas']['PlanItemResult'];
export type PlanItem = components['schemas']['PlanItem'];
export type Plan = components['schemas']['Plan'];
export type PlanItemPage = components['schemas']['PlanItemPage'];
export type PlanApplication = components['schemas']['PlanApplication'];
export type Undo = components['schemas']['Undo'];
export type RestoredUser = components['schemas']['RestoredUser'];
export type InboundHolder = components['schemas']['InboundHolder'];
export type InboundRule = components['schemas']['InboundRule'];
export type InboundReason = components['schemas']['InboundReason'];
export type InboundRoute = components['schemas']['InboundRoute'];
export type InboundLookup = components['schemas']['InboundLookup'];
export type InboundRoutes = components['schemas']['InboundRoutes'];
export type OutboundPolicy = components['schemas']['OutboundPolicy'];
export type OutboundNumber = components['schemas']['OutboundNumber'];
export type OutboundRule = components['schemas']['OutboundRule'];
export type OutboundReason = components['schemas']['OutboundReason'];
export type OutboundRoute = components['schemas']['OutboundRoute'];
export type ImportMode = components['schemas']['ImportMode'];
export type ImportState = components['schemas']['ImportState'];
export type JobProgress = components['schemas']['JobProgress'];
export type Import = components['schemas']['Import'];
export type ImportPage = components['schemas']['ImportPage'];
export type RowFate = components['schemas']['RowFate'];
export type ImportRow = components['schemas']['ImportRow'];
export type ImportRowPage = components['schemas']['ImportRowPage'];
export type JobKind = components['schemas']['JobKind'];
export type JobState = components['schemas']['JobState'];
export type Job = components['schemas']['Job'];
export type JobPage = components['schemas']['JobPage'];
export type Operations = components['schemas']['Operations'];
