import type { Role } from '#board/roles';
import type { CloseName } from '#protocol/close-codes';

/** Messages that are sent together, in order. The same parcel goes to many sessions, so that it is laid out once. */
export class Parcel {
  readonly messages: readonly Uint8Array[];
  /** What the socket layer made of the messages, for the next session that is sent them. */
  laidOut: unknown = null;

  constructor(messages: readonly Uint8Array[]) {
    this.messages = messages;
  }
}

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
  /** `without`: ascending indices of messages that this session is not sent, such as its own. */
  send(parcel: Parcel, without?: readonly number[]): void;
  close(reason: CloseName): void;
}
