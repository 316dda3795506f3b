import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { frameSaved, frameStep1, frameStep2, frameUpdate, readFrame } from '#protocol/frames';

/** A member without a user interface: keeps a document in sync with a server and knows what is stored there. */
export interface BoardClient {
  readonly doc: Y.Doc;
  /** Resolves when the server has reported that everything sent so far is on disk. */
  saved(): Promise<void>;
  close(): void;
}

const PATIENCE_MS = 30_000;

/**
 * Joins a board with the token of one of its links. Resolves when the board's content has arrived; rejects if the server
 * closes the connection or does not answer within 30 s.
 */
export function joinBoard(server: string, boardId: string, token: string): Promise<BoardClient> {
  const doc = createBoardDoc();
  const socket = new WebSocket(`${server.replace(/^http/, 'ws')}/sync/${boardId}`, ['veivalg.1', token]);
  let sent = 0;
  let durable = 0;
  let failure: Error | null = null;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  const until = (isDone: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const finish = (end: () => void) => {
        clearTimeout(timer);
        waiting.delete(look);
        end();
      };
      const look = () => {
        if (failure !== null) finish(() => reject(failure));
        else if (isDone()) finish(resolve);
      };
      const timer = setTimeout(() => finish(() => reject(new Error('the server did not answer in time'))), PATIENCE_MS);
      waiting.add(look);
      look();
    });
  const fail = (error: Error) => {
    failure ??= error;
    wake();
  };

  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin === socket || failure !== null) return;
    sent++;
    socket.send(frameUpdate(update));
  });
  let isHere = false;
  socket.on('open', () => {
    socket.send(frameSaved(0));
    socket.send(frameStep1(Y.encodeStateVector(doc)));
  });
  socket.on('message', (data: Buffer) => {
    const frame = readFrame(new Uint8Array(data));
    if (frame.kind === 'step1') {
      sent++;
      socket.send(frameStep2(Y.encodeStateAsUpdate(doc, frame.stateVector)));
    } else if (frame.kind === 'step2' || frame.kind === 'update') {
      Y.applyUpdate(doc, frame.update, socket);
      isHere ||= frame.kind === 'step2';
    } else if (frame.kind === 'saved') durable = frame.count;
    wake();
  });
  socket.on('error', fail);
  socket.on('close', (code, reason) => fail(new Error(`the server closed the connection: ${code} ${reason}`)));

  const client: BoardClient = {
    doc,
    saved: () => until(() => durable >= sent),
    close: () => {
      fail(new Error('closed'));
      socket.close();
      doc.destroy();
    },
  };
  return until(() => isHere).then(() => client);
}
