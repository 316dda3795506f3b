import { type ReactElement, useEffect, useState } from 'react';
import type * as Y from 'yjs';
import type { NoteId } from '#board/ids';
import type { Note } from '#board/note';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';

/** Speaks only after this long without changes: one sentence for each letter that others type would be noise. */
const QUIET_MS = 5000;

/** Announces a summary of the others' changes to screen readers. */
export function Announcer({ session }: { session: BoardSession }): ReactElement {
  const t = useTranslations('outline');
  const [words, setWords] = useState('');
  useEffect(() => {
    let before: ReadonlyMap<NoteId, Note> = session.reader.read().notes;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const added = new Set<NoteId>();
    const changed = new Set<NoteId>();
    const removed = new Set<NoteId>();
    const speak = () => {
      setWords(t('changedByOthers', { added: added.size, changed: changed.size, removed: removed.size }).trim());
      for (const set of [added, changed, removed]) set.clear();
    };
    const onChange = (_doc: Y.Doc, transactions: Y.Transaction[]) => {
      const { notes } = session.reader.read();
      const earlier = before;
      before = notes;
      if (earlier === notes || transactions.some((transaction) => transaction.local)) return;
      for (const [id, note] of notes) {
        if (!earlier.has(id)) added.add(id);
        else if (earlier.get(id) !== note && !added.has(id)) changed.add(id);
      }
      for (const id of earlier.keys()) if (!notes.has(id)) removed.add(id);
      if (added.size + changed.size + removed.size === 0) return;
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(speak, QUIET_MS);
    };
    session.doc.on('afterAllTransactions', onChange);
    return () => {
      session.doc.off('afterAllTransactions', onChange);
      if (timer !== null) clearTimeout(timer);
    };
  }, [session, t]);
  return (
    <p className="sr-only" role="status">
      {words}
    </p>
  );
}
