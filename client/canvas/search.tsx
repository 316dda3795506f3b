import { useEditor, useValue } from '@tldraw/tldraw';
import { type ReactElement, useState } from 'react';
import type { Note } from '#board/note';
import { useTranslations } from '../i18n/use-translations.ts';
import { Icon } from '../ui/icons.tsx';
import { useCanvas } from './canvas-context.ts';
import { shapeIdOf } from './notes/note-shape.ts';
import { zoomTo } from './zoom.ts';

/** Finds notes by text or author. Enter goes to the next hit, Shift+Enter to the one before. */
export function Search({ onClose }: { onClose: () => void }): ReactElement {
  const editor = useEditor();
  const { model } = useCanvas();
  const t = useTranslations('canvas');
  const [words, setWords] = useState('');
  const [at, setAt] = useState(-1);
  const { board, layout } = useValue('scene', () => model.scene.get(), [model]);
  const wanted = words.trim().toLocaleLowerCase('nb');
  const hits = wanted === '' ? [] : [...board.notes.values()].filter((note) => matches(note, wanted));
  const go = (step: number) => {
    if (hits.length === 0) return;
    const next = (at + step + hits.length) % hits.length;
    const hit = hits[next];
    const box = hit === undefined ? undefined : layout.notes.get(hit.id);
    setAt(next);
    if (hit === undefined || box === undefined) return;
    editor.select(shapeIdOf(hit.id));
    zoomTo(editor, { x: box.x - 240, y: box.y - 160, w: box.w + 480, h: box.h + 320 });
  };
  const count = wanted === '' ? '' : hits.length === 0 ? t('noHits') : t('hits', { n: hits.length });
  return (
    <search className="board-search">
      <Icon name="search" />
      <input
        ref={(input) => input?.focus()}
        type="search"
        value={words}
        aria-label={t('search')}
        placeholder={t('searchPlaceholder')}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(-1);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') onClose();
        }}
      />
      <span role="status">{at >= 0 && hits.length > 0 ? `${at + 1} / ${hits.length}` : count}</span>
    </search>
  );
}

function matches(note: Note, wanted: string): boolean {
  return `${note.text}\n${note.author}`.toLocaleLowerCase('nb').includes(wanted);
}
