import { frameSaved, MESSAGE_SYNC, readSaved, SYNC_STEP_2, SYNC_UPDATE } from '#protocol/frames';

/** What the saved state needs to know about a connection. */
export interface SocketWatch {
  opened(): void;
  sent(step2: boolean): void;
  acked(frames: number): void;
}

/**
 * A WebSocket that asks for message 4 as soon as it is open, and reports the sync frames that y-websocket sends through
 * it. y-websocket stays unchanged and uses this class in place of the browser's.
 */
export function ackSocket(watch: SocketWatch): typeof WebSocket {
  return class AckSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      // Registered before y-websocket sets `onopen`, so the request is sent before its first sync frame.
      this.addEventListener('open', () => {
        watch.opened();
        super.send(frameSaved(0).slice());
      });
      this.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (!(event.data instanceof ArrayBuffer)) return;
        const frames = readSaved(new Uint8Array(event.data));
        if (frames !== null && frames > 0) watch.acked(frames);
      });
    }

    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView<ArrayBuffer>): void {
      if (
        data instanceof Uint8Array &&
        data[0] === MESSAGE_SYNC &&
        (data[1] === SYNC_STEP_2 || data[1] === SYNC_UPDATE)
      )
        watch.sent(data[1] === SYNC_STEP_2);
      super.send(data as ArrayBufferView<ArrayBuffer>);
    }
  };
}
