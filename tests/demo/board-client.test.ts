import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { frameSaved, frameStep1, frameStep2, readFrame } from '#protocol/frames';
import { type BoardClient, joinBoard } from '../../sync-server/demo/board-client.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

test('joins a board with its content, and saved() waits until the server has acknowledged every update', async () => {
  const board = new Y.Doc();
  board.getMap('meta').set('title', 'Tavle');
  let updates = 0;
  const peer = await serve((socket, bytes) => {
    const frame = readFrame(bytes);
    if (frame.kind === 'step1') {
      socket.send(frameStep2(Y.encodeStateAsUpdate(board, frame.stateVector)));
      socket.send(frameStep1(Y.encodeStateVector(board)));
    } else if (frame.kind === 'update' || frame.kind === 'step2') {
      Y.applyUpdate(board, frame.update);
      updates++;
      const count = updates;
      setTimeout(() => socket.send(frameSaved(count)), 20);
    }
  });
  const client = await join(peer);
  expect(client.doc.getMap('meta').get('title')).toBe('Tavle');
  client.doc.getMap('meta').set('language', 'nb');
  client.doc.getMap('meta').set('createdAt', 1);
  await client.saved();
  expect(board.getMap('meta').toJSON()).toEqual({ title: 'Tavle', language: 'nb', createdAt: 1 });
  expect(updates).toBeGreaterThanOrEqual(2);
});

test('rejects with the close code if the server refuses the board', async () => {
  const peer = await serve((socket) => socket.close(4401, 'no-such-board'));
  await expect(join(peer)).rejects.toThrow('4401 no-such-board');
});

async function serve(answer: (socket: WebSocket, bytes: Uint8Array) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  ends.push(() => server.close());
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => answer(socket, new Uint8Array(data)));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function join(server: string): Promise<BoardClient> {
  const client = await joinBoard(server, 'board-id-of-a-test', 'token-of-a-test');
  ends.push(() => client.close());
  return client;
}
