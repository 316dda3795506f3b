import * as Y from 'yjs';
import type { Board } from '#board/board';
import { createBoardDoc } from '#board/board-doc';
import type { NoteId, RegionId } from '#board/ids';
import { addNote, type NewNote } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { recordCount } from '#board/rules/record-count';
import { noteWriter } from '#formats/outline';
import { boardParams, createNoteBody, type NoteReply, noteReply } from '#protocol/http-api';
import { authorise } from './authorise.ts';
import type { App, HttpParts } from './http-parts.ts';
import { overLimit, ProblemError, within } from './problem.ts';

/** Adds notes for programs and forms that do not join the board. */
export function noteRoutes(app: App, parts: HttpParts): void {
  const { rooms, limits } = parts;

  app.post(
    '/api/boards/:id/notes',
    {
      schema: {
        summary: 'Add a note; replies when it is stored. Sending the same id again changes nothing',
        params: boardParams,
        body: createNoteBody,
        response: { 200: noteReply, 201: noteReply },
      },
      config: { needs: 'participant', rateLimit: { max: limits.writesPerMinute, timeWindow: 60_000 } },
    },
    async (request, reply) => {
      const { record } = await authorise(parts, request);
      const { text, author = '' } = request.body;
      const id = (request.body.id ?? parts.newId()) as NoteId;
      const regionId = request.body.regionId as RegionId;
      within(limits, 'noteCharacters', text.length);
      within(limits, 'nameCharacters', author.length);
      return rooms.use(record.id, async (room) => {
        // One edit, so that of two requests with the same id only one can find the note missing.
        const { note, added } = await room.edit((doc) => {
          const before = readBoard(doc);
          const known = noteReplyOf(before, id);
          if (known !== null) return { note: known, added: false };
          if (!before.regions.has(regionId)) throw new ProblemError('unknown-region', regionId);
          within(limits, 'recordsPerBoard', recordCount(doc) + 1);
          const added: NewNote = { id, text, regionId, author, createdAt: parts.now() };
          if (!room.takes(mostBytesOf(added))) throw overLimit(limits, 'documentBytes');
          addNote(doc, added);
          return { note: noteReplyOf(readBoard(doc), id), added: true };
        });
        if (note === null) throw new Error('a note that was added cannot be read');
        reply.code(added ? 201 : 200);
        return note;
      });
    },
  );
}

/** How much a note adds to a document: its size in an empty one, and what its place among others may need. */
function mostBytesOf(note: NewNote): number {
  const doc = createBoardDoc();
  addNote(doc, note);
  return Y.encodeStateAsUpdate(doc).length + 256;
}

function noteReplyOf(board: Board, id: NoteId): NoteReply | null {
  const note = board.notes.get(id) ?? board.deleted.find((one) => one.id === id);
  if (note === undefined) return null;
  return { ...noteWriter(board, board.meta.language)(note), regionId: note.regionId };
}
