import type { Role } from '#board/roles';
import type { CloseName } from '#protocol/close-codes';

/** Messages that are sent together, in order. The same parcel is sent to many sessions and laid out as frames once. */
export class Parcel {
  readonly messages: readonly Uint8Array[];
  /** A cache of the socket layer: the messages as WebSocket frames. */
  laidOut: unknown = null;

  constructor(messages: readonly Uint8Array[]) {
    this.messages = messages;
  }
}

/**
 * One connection of one member, as a room sees it. No method throws. After `close` nothing more is sent to the session
 * and nothing from it reaches the room.
 */
export interface Session {
  readonly role: Role;
  /** The hash that the server keeps of the member's key, or null if the client has no key. */
  readonly member: string | null;
  /**
   * More waits for this reader than the limit. The room sends it nothing more until the session calls `Room.caughtUp`
   * after everything was read; it is then sent one difference.
   */
  readonly behind: boolean;
  /** `without`: ascending indices of messages that this session is not sent, such as its own. */
  send(parcel: Parcel, without?: readonly number[]): void;
  close(reason: CloseName): void;
}
