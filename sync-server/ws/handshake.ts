/** Reads an upgrade request: the subprotocols, the invite's token, the member's key, the address. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { MEMBER_SUBPROTOCOL } from '#protocol/version';

const PATH = /^\/sync\/([^/?]+)(?:\?|$)/;
const OUR_PROTOCOL = /^veivalg\.\d+$/;
const MEMBER_KEY = /^[A-Za-z0-9_-]{22,86}$/;
/** 128 bits of the hash are enough to tell members apart. The key cannot be derived from them. */
const MEMBER_BYTES = 16;

export interface Handshake {
  /** The protocol versions offered, such as `veivalg.1`. */
  readonly versions: readonly string[];
  /** The first subprotocol that is neither a version nor a member's key; '' if there is none. */
  readonly token: string;
  /** The hash kept of the member's key; null if there is no valid key. */
  readonly member: string | null;
}

/** The board in the request's path, or null if it is another path. */
export function boardOf(request: IncomingMessage): string | null {
  return PATH.exec(request.url ?? '')?.[1] ?? null;
}

export function readHandshake(request: IncomingMessage, boardId: string): Handshake {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const others = offered.filter((name) => !isVersion(name));
  const key = others.find((name) => name.startsWith(MEMBER_SUBPROTOCOL))?.slice(MEMBER_SUBPROTOCOL.length);
  return {
    versions: offered.filter(isVersion),
    token: others.find((name) => !name.startsWith(MEMBER_SUBPROTOCOL)) ?? '',
    member: key !== undefined && MEMBER_KEY.test(key) ? memberOf(boardId, key) : null,
  };
}

export function isVersion(subprotocol: string): boolean {
  return OUR_PROTOCOL.test(subprotocol);
}

/** The client's address, for limits; the same one that the HTTP interface sees. */
export function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const first = (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(',')[0]?.trim();
  return first === undefined || first === '' ? (request.socket.remoteAddress ?? '') : first;
}

/** The hash kept of a member's key. It includes the board, so one key on two boards is two members. */
function memberOf(boardId: string, key: string): string {
  const hash = createHash('sha256').update(`${boardId}:${key}`).digest();
  return hash.subarray(0, MEMBER_BYTES).toString('base64url');
}
