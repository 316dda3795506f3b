/**
 * A process that loads one board and reads it in every way that a server does, and ends with 0 if it has survived that.
 * Built to dist/server/trial.js; `trials.ts` starts it and writes the board's updates to its standard input, each
 * after its length.
 */
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { readBoard } from '#board/reading/read-board';
import { MIGRATIONS } from '#board/schema/migrations';
import { migrateBoard, schemaStateOf } from '#board/schema/schema-version';
import { defaultLimits } from '#protocol/limits';
import { BoardDocument } from './rooms/board-document.ts';

const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const bytes = Buffer.concat(chunks);
const updates: Uint8Array[] = [];
for (let at = 0; at < bytes.length; ) {
  const end = at + 4 + bytes.readUInt32LE(at);
  updates.push(bytes.subarray(at + 4, end));
  at = end;
}
const doc = createBoardDoc();
doc.transact(() => {
  for (const update of updates) Y.applyUpdate(doc, update);
});
const document = new BoardDocument(doc, defaultLimits(), () => undefined);
if (schemaStateOf(document.doc) === 'older') document.change((doc) => migrateBoard(doc, MIGRATIONS));
readBoard(document.doc);
Y.encodeStateAsUpdate(document.doc);
