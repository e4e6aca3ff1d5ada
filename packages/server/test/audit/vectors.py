"""Computes the hashes of vectors.json without any code of Whoseline: python3 vectors.py > vectors.json

RFC 8785 for this input is json.dumps with sorted keys: every key is ASCII and every number an integer.
"""

import copy
import hashlib
import json
import sys


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def sha256(value):
    return hashlib.sha256(canonical(value)).hexdigest()


def parent_of(event, pointer):
    *path, name = pointer[1:].split("/")
    target = event
    for step in path:
        target = target[step]
    return target, name


def chain(drafts):
    previous = "0" * 64
    events = []
    for seq, (draft, salt, pointers) in enumerate(drafts, 1):
        event = {"seq": seq, **draft, "hashVersion": 1, "previousHash": previous}
        hashed, digests = copy.deepcopy(event), {}
        for pointer in pointers:
            target, name = parent_of(hashed, pointer)
            digests[pointer] = target[name] = sha256([salt, pointer, target[name]])
        previous = sha256(hashed)
        events.append(({**event, "hash": previous, "salt": salt, "redacted": False, "digests": None}, digests))
    return events


def redact(event, digests):
    redacted = {**copy.deepcopy(event), "salt": None, "redacted": True, "digests": digests}
    for pointer in digests:
        target, name = parent_of(redacted, pointer)
        target[name] = None
    return redacted


ORGANIZATION, USER, KEY, NUMBER, ASSIGNMENT = (f"{n:024x}" for n in range(1, 6))


def draft(kind, at, subject, after, before=None, user=None, number=None, reason=None, undoes=None):
    return {
        "at": at, "kind": kind, "subjectId": subject, "userId": user, "numberId": number, "actorId": USER,
        "credentialId": KEY, "dialect": "native", "requestId": "request-1", "reason": reason, "undoes": undoes,
        "before": before, "after": after,
    }


organization = {"id": ORGANIZATION, "serial": 1, "name": "Acme", "status": "active", "coolingDays": 0,
                "createdAt": "2026-03-03T14:00:00.000Z", "version": 1}
user = {"id": USER, "serial": 1, "name": "Zoë \u202eلینا 😀", "email": "zoe@acme.example", "username": None,
        "role": "member", "isOwner": False, "status": "active", "endpoints": ["client:zoë", "tel:+14165550102"],
        "createdAt": "2026-03-03T14:00:00.123Z", "removedAt": None, "version": 1}
number = {"id": NUMBER, "serial": 1, "provider": "twilio", "line": "+14165550101", "alias": "Reception \"1\" \\ \u20ac",
          "addedAt": "2026-03-03T14:00:00.000Z", "releasedAt": None, "coolingUntil": None, "formerHolderId": None,
          "reservedFor": None, "version": 1}
reserved = {**number, "version": 2, "reservedFor": {"userId": None, "email": "new@acme.example",
                                                    "until": "2026-04-01T00:00:00.000Z"}}
assignment = {"id": ASSIGNMENT, "numberId": NUMBER, "userId": USER, "provider": "twilio", "isDefault": True,
              "isInboundEnabled": True, "isOutboundEnabled": True, "label": "Front desk",
              "assignedAt": "2026-03-03T14:00:01.000Z", "unassignedAt": None, "version": 1}
api_key = {"id": KEY, "serial": 1, "userId": USER, "name": "laptop", "publicId": "abc", "createdAt":
           "2026-03-03T14:00:00.000Z", "expiresAt": None, "revokedAt": None}

SALTS = [bytes([n] * 16).hex() for n in range(9)]
chained = chain([
    (draft("organization.created", "2026-03-03T14:00:00.000Z", ORGANIZATION, organization), None, []),
    (draft("user.created", "2026-03-03T14:00:00.123Z", USER, user, user=USER), SALTS[1],
     ["/after/name", "/after/email", "/after/endpoints"]),
    (draft("apiKey.created", "2026-03-03T14:00:00.123Z", KEY, api_key, user=USER, reason="First key of Zoë."), SALTS[2],
     ["/reason", "/after/name"]),
    (draft("number.updated", "2026-03-03T14:00:00.500Z", NUMBER, reserved, before=number), SALTS[3],
     ["/after/reservedFor/email"]),
    (draft("number.assigned", "2026-03-03T14:00:01.000Z", ASSIGNMENT, assignment, user=USER, number=NUMBER), SALTS[4],
     ["/after/label"]),
    (draft("group.memberAdded", "2026-03-03T14:00:02.000Z", NUMBER, {"groupId": NUMBER, "userId": USER}, user=USER,
           undoes=None), None, []),
])
json.dump({"events": [event for event, _ in chained],
           "redacted": [redact(event, digests) for event, digests in chained if digests]},
          sys.stdout, indent=1, ensure_ascii=False)
print()
