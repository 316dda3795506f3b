import { describe, expect, it } from 'vitest';
import { createBoardDoc } from '#board/board-doc';
import type { LinkId, NoteId } from '#board/ids';
import { addLink, removeLink } from '#board/link';
import { addNote } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { UndoStack } from '../../client/sync/undo.ts';

const MINE = Symbol('mine');
const LINK = 'l' as LinkId;

/** A board with two notes, and its undo. */
function board() {
  const doc = createBoardDoc();
  for (const id of ['measure', 'risk'])
    addNote(doc, { id: id as NoteId, text: id, regionId: null, author: '', createdAt: 1 });
  const undo = new UndoStack(doc, 'participant', MINE);
  const edit = (change: () => void) => {
    undo.stop();
    doc.transact(change, MINE);
  };
  const links = () => readBoard(doc).links.map(({ id }) => id);
  return { doc, undo, edit, links };
}

describe('undo of links', () => {
  it('takes away a link that was added, and adds it again', () => {
    const { doc, undo, edit, links } = board();
    edit(() => addLink(doc, { id: LINK, type: 'reduces', from: 'measure' as NoteId, to: 'risk' as NoteId }));
    expect(links()).toEqual([LINK]);
    undo.undo();
    expect(links()).toEqual([]);
    undo.redo();
    expect(links()).toEqual([LINK]);
  });

  it('brings back a link that was removed', () => {
    const { doc, undo, edit, links } = board();
    doc.transact(() => addLink(doc, { id: LINK, type: 'reduces', from: 'measure' as NoteId, to: 'risk' as NoteId }));
    edit(() => removeLink(doc, LINK));
    expect(links()).toEqual([]);
    undo.undo();
    expect(readBoard(doc).links).toEqual([{ id: LINK, type: 'reduces', from: 'measure', to: 'risk' }]);
  });
});
