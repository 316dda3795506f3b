import type { Role } from '#board/roles';
import type { CloseName } from '#protocol/close-codes';

/**
 * One member's one connection, as a room sees it. Neither method throws; after `close` a session is sent nothing more
 * and the room hears from it no more.
 */
export interface Session {
  readonly role: Role;
  /** Sends messages in order. The same array object goes to many sessions, so that its bytes are laid out once. */
  send(messages: readonly Uint8Array[]): void;
  close(reason: CloseName): void;
}
