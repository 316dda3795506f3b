import '@fontsource-variable/inter/index.css';
import '../../client/ui/theme.css';
import '../../client/ui/base.css';
import '../../client/ui/components.css';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { FieldId } from '#board/ids';
import { type BoardId, type ItemId, idFromBytes, type NoteId, regionIdOf } from '#board/ids';
import { ALTERNATIVE, NULL_STATE } from '#board/item';
import { addNote, noteFragment } from '#board/note';
import { orderBetween } from '#board/order';
import { BoardReader } from '#board/reading/board-reader';
import { seedBoard } from '#board/template/seed-board';
import type { Template } from '#board/template/template';
import { Canvas } from '../../client/canvas/canvas.tsx';
import { LanguageProvider } from '../../client/i18n/language.tsx';
import { type BoardSession, LOCAL } from '../../client/sync/board-session.ts';
import { UndoStack } from '../../client/sync/undo.ts';
import { Watched } from '../../client/sync/watched.ts';
import { startTheme } from '../../client/ui/theme.ts';
import alternativer from '../../templates/alternativer.json';
import robuste from '../../templates/robuste-fagmiljo.json';
import { COUNT, noteTexts, ready } from './notes.ts';

/** A board with COUNT notes spread over six alternatives, built by one peer and read by the page's own document. */
function filledDoc(): Y.Doc {
  const source = createBoardDoc();
  const items = Array.from({ length: 6 }, (_, i) => ({
    id: `alternativ-nummer-000${i}` as ItemId,
    dimension: ALTERNATIVE,
    title: `Navn ${i + 1}`,
    state: i === 5 ? NULL_STATE : null,
  }));
  const fields = ['muligheter', 'forutsetninger', 'risiko', 'tiltak'].map((key) => `alternativer-${key}` as FieldId);
  const orders = new Map<string, string>();
  source.transact(() => {
    seedBoard(source, {
      templates: [alternativer, robuste] as unknown as Template[],
      title: 'Digital arbeidsøkt',
      language: 'nb',
      items,
      createdAt: 0,
      newId: () => idFromBytes(crypto.getRandomValues(new Uint8Array(17))),
    });
    for (const [i, text] of noteTexts(COUNT).entries()) {
      const item = items[i % 6];
      const field = fields[Math.floor(i / 6) % 4];
      if (item === undefined || field === undefined) continue;
      const regionId = regionIdOf(field, item.id);
      const id = `note-${String(i).padStart(6, '0')}` as NoteId;
      const order = orderBetween(orders.get(regionId) ?? null, null, id);
      orders.set(regionId, order);
      addNote(source, { id, text, regionId, order, author: 'Deltaker', createdAt: 0 });
    }
  });
  const doc = createBoardDoc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(source));
  const peer = source;
  peer.on('update', (update: Uint8Array) => Y.applyUpdate(doc, update));
  let at = 0;
  window.change = (count) => {
    for (let i = 0; i < count; i++) {
      const id = `note-${String((at++ * 7) % COUNT).padStart(6, '0')}` as NoteId;
      const paragraph = noteFragment(peer, id)?.get(0);
      const words = paragraph instanceof Y.XmlElement ? paragraph.get(0) : null;
      if (words instanceof Y.XmlText) words.insert(words.length, 'x');
    }
  };
  return doc;
}

function sessionOn(doc: Y.Doc): BoardSession {
  return {
    boardId: 'bench' as BoardId,
    token: '',
    role: 'facilitator',
    readOnly: false,
    doc,
    reader: new BoardReader(doc),
    awareness: new Awareness(doc),
    undo: new UndoStack(doc, 'facilitator', LOCAL),
    status: new Watched({ kind: 'saved', atMs: 0 }),
    ready: new Watched(true),
    member: { name: 'Deltaker', color: '#0b5c66' },
    setMember: () => undefined,
    setEditing: () => undefined,
    edit: (change) => doc.transact(() => change(doc), LOCAL),
    forget: async () => undefined,
    destroy: () => undefined,
  };
}

function Page({ session }: { session: BoardSession }) {
  useEffect(() => {
    const seen = setInterval(() => {
      if (document.querySelector('.board-region') === null) return;
      clearInterval(seen);
      ready();
    }, 4);
  }, []);
  return (
    <LanguageProvider>
      <Canvas session={session} readOnly={false} language="nb" isFacilitator />
    </LanguageProvider>
  );
}

startTheme();
localStorage.clear();
const place = document.getElementById('app');
if (place !== null) createRoot(place).render(<Page session={sessionOn(filledDoc())} />);
