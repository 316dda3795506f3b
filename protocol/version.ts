/**
 * The version of the protocol between client and server. Increase it if an old client would misunderstand a new server,
 * or the other way round; additions that an old program ignores do not count.
 *
 * 1: y-websocket's messages 0, 1, 3 and our message 4.
 */
export const PROTOCOL_VERSION = 1;

/** The WebSocket subprotocol that the server answers with. The invite's token is the second one a client offers. */
export const SUBPROTOCOL = `veivalg.${PROTOCOL_VERSION}` as const;

/**
 * The prefix of the third subprotocol that a client may offer. A secret follows, 22 or more characters of base64url,
 * which one browser keeps for one board. By it the server knows which connections belong to the same member.
 */
export const MEMBER_SUBPROTOCOL = 'member.';
