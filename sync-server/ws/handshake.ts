/** What an upgrade request says: the subprotocols, the invite's token, the member's key, the address. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { MEMBER_SUBPROTOCOL } from '#protocol/version';

const PATH = /^\/sync\/([^/?]+)(?:\?|$)/;
const OUR_PROTOCOL = /^veivalg\.\d+$/;
const MEMBER_KEY = /^[A-Za-z0-9_-]{22,86}$/;
/** 128 bits are enough to tell members apart, and what is kept tells nobody the key. */
const MEMBER_BYTES = 16;

export interface Handshake {
  /** The subprotocols of ours that were offered. */
  readonly versions: readonly string[];
  /** The first that is not ours; '' where there is none. */
  readonly token: string;
  readonly member: string | null;
}

/** The board that a request is for, or null where the path is another. */
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

/** Whose connection it is, for limits: as the HTTP interface sees it. */
export function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const first = (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(',')[0]?.trim();
  return first === undefined || first === '' ? (request.socket.remoteAddress ?? '') : first;
}

/** What the server keeps of a member's key. Bound to the board, so that one key on two boards is two members. */
function memberOf(boardId: string, key: string): string {
  const hash = createHash('sha256').update(`${boardId}:${key}`).digest();
  return hash.subarray(0, MEMBER_BYTES).toString('base64url');
}
