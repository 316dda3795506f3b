/**
 * The version of what client and server say to each other. Raise it when an old client would misunderstand a new
 * server or the other way round; additions that an old one passes over do not count.
 * 1: y-websocket's messages 0, 1, 3 and our message 4.
 */
export const PROTOCOL_VERSION = 1;

/** The WebSocket subprotocol that the server answers with. The invite's token is the second one a client offers. */
export const SUBPROTOCOL = `veivalg.${PROTOCOL_VERSION}` as const;

/**
 * The third subprotocol that a client may offer: this and 22 or more characters of base64url, a secret that one browser
 * keeps for one board. It tells the server which connections are the same member's.
 */
export const MEMBER_SUBPROTOCOL = 'member.';
