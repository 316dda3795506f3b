import type { Role } from '#board/roles';
import type { CloseName } from '#protocol/close-codes';

/**
 * One member's one connection, as a room sees it. No method throws; after `close` a session is sent nothing more
 * and the room hears from it no more.
 */
export interface Session {
  readonly role: Role;
  /** Whose browser it is: what the server keeps of the key that the client holds, or null where it holds none. */
  readonly member: string | null;
  /**
   * More waits for this reader than may. The room sends it nothing more until the session says by `Room.caughtUp` that
   * all has been read; it is then sent one difference.
   */
  readonly behind: boolean;
  /**
   * Sends messages in order. The same array object goes to many sessions, so that its bytes are laid out once.
   * `without`: indices of messages that this one is not sent, in order: its own.
   */
  send(messages: readonly Uint8Array[], without?: readonly number[]): void;
  close(reason: CloseName): void;
}
