import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc, ROOTS } from '#board/board-doc';
import { readBoard } from '#board/reading/read-board';
import { propertiesOf, root } from '#board/records';
import { restoreBoard } from '#board/restore/restore-board';
import { mayWrite } from '#board/rights';
import { faultsOf } from '#board/rules/document-rules';
import { repair } from '#board/rules/fault';
import { defaultLimits } from '#protocol/limits';
import { UndoStack } from '../../client/sync/undo.ts';
import { touches } from '../../sync-server/update-guard/touches.ts';
import { addRemark, type Remark } from './remark.ts';

/**
 * Adds a noun as a developer would: a file of its own (`remark.ts`) and a row in the table of nouns. Everything tested
 * below works without any other change, because it is derived from the table.
 */
vi.mock('#board/nouns', async (original) => {
  const real = await original<typeof import('#board/nouns')>();
  const { readRemark } = await import('./remark.ts');
  return {
    ...real,
    NOUNS: {
      ...real.NOUNS,
      remarks: real.records('participant', 'deleted', readRemark, { mergedText: 'text', given: ['text', 'kind'] }),
    },
  };
});

test('the document has a root for a new noun', () => {
  expect(ROOTS).toContain('remarks');
  expect(createBoardDoc().share.get('remarks')).toBeInstanceOf(Y.Map);
});

test('only the role in its row may write a new noun, and the update guard reports its root', () => {
  expect([mayWrite('viewer', 'remarks'), mayWrite('participant', 'remarks')]).toEqual([false, true]);
  const { server, update } = sent((doc) => addRemark(doc, 'r', 'Uenig'));
  expect([...touches(server, update).roots]).toEqual(['remarks']);
});

test('a board has a new noun, and reports a value that is not a record', () => {
  const doc = createBoardDoc();
  addRemark(doc, 'r', 'Uenig');
  root(doc, 'remarks').set('odd', 7);
  const board = readBoard(doc);
  expect(remarksOf(doc)).toEqual([{ id: 'r', text: 'Uenig', kind: 'counter', deletedAt: null }]);
  expect(board.problems).toEqual([{ root: 'remarks', id: 'odd', what: 'not-a-record' }]);
});

test('undo removes a new noun, and redo brings it back', () => {
  const doc = createBoardDoc();
  const undo = new UndoStack(doc, 'participant', 'me');
  doc.transact(() => addRemark(doc, 'r', 'Uenig'), 'me');
  undo.undo();
  expect(remarksOf(doc)).toEqual([]);
  undo.redo();
  expect(remarksOf(doc)).toMatchObject([{ text: 'Uenig' }]);
  undo.destroy();
});

test('undo keeps a record that others have written in, with all it was added with', () => {
  const doc = createBoardDoc();
  const undo = new UndoStack(doc, 'participant', 'me');
  doc.transact(() => addRemark(doc, 'r', 'Uenig'), 'me');
  const other = createBoardDoc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  const text = propertiesOf(other, 'remarks', 'r')?.get('text') as Y.XmlFragment;
  (text.get(0) as Y.XmlElement).insert(0, [new Y.XmlText('Og jeg. ')]);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  undo.undo();
  expect(remarksOf(doc)).toMatchObject([{ kind: 'counter', text: 'Og jeg. ' }]);
  undo.destroy();
});

test('a restore brings back a new noun’s text, and marks those added later as deleted', () => {
  const doc = createBoardDoc();
  addRemark(doc, 'r', 'Uenig');
  const snapshot = createBoardDoc();
  Y.applyUpdate(snapshot, Y.encodeStateAsUpdate(doc));
  const text = propertiesOf(doc, 'remarks', 'r')?.get('text') as Y.XmlFragment | undefined;
  text?.delete(0, 1);
  addRemark(doc, 'later', 'Kom etterpå');
  restoreBoard(doc, snapshot, { atMs: 5 });
  expect(remarksOf(doc)).toMatchObject([
    { id: 'r', text: 'Uenig', deletedAt: null },
    { id: 'later', deletedAt: 5 },
  ]);
});

test('the rules apply to the values of a new noun and the length of its text', () => {
  const faults = faultsIn((doc) => {
    addRemark(doc, 'long', 'x'.repeat(30_000));
    addRemark(doc, 'bad', 'kort');
    propertiesOf(doc, 'remarks', 'bad')?.set('constructor', 1);
  });
  expect(faults).toEqual(['remarks long text text-too-long', 'remarks bad constructor forbidden-key']);
});

function remarksOf(doc: Y.Doc): Remark[] {
  const { remarks } = readBoard(doc) as unknown as { remarks: ReadonlyMap<string, Remark> };
  return [...remarks.values()];
}

/** A member's edit as the server receives it: an update, and a document to apply it to. */
function sent(edit: (doc: Y.Doc) => void) {
  const [member, server] = [createBoardDoc(), createBoardDoc()];
  edit(member);
  return { server, update: Y.encodeStateAsUpdate(member) };
}

/** The faults that the rules find in a member's edit, which is then repaired. */
function faultsIn(edit: (doc: Y.Doc) => void): string[] {
  const { server, update } = sent(edit);
  let found: string[] = [];
  server.once('afterTransaction', (transaction: Y.Transaction) => {
    const faults = faultsOf(server, transaction, defaultLimits());
    found = faults.map(({ root: name, id, key, reason }) => `${name} ${id} ${key} ${reason}`);
    repair(server, faults);
  });
  Y.applyUpdate(server, update);
  return found;
}
