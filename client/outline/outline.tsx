import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react';
import type { NoteId } from '#board/ids';
import { type Language, labelIn } from '#board/label';
import type { Section } from '#board/section';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { useBoard, usePeople } from '../sync/hooks.ts';
import { Button } from '../ui/button.tsx';
import { useToast } from '../ui/toast.tsx';
import { Announcer } from './announcer.tsx';
import { Help } from './help.tsx';
import { JumpList } from './jump-list.tsx';
import { Loose } from './loose.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { focusSoon, outlineActions } from './outline-actions.ts';
import { onOutlineKeys, useUndoKeys } from './outline-keys.ts';
import { OutlineRegion } from './outline-region.tsx';
import { Trash } from './trash.tsx';
import './outline.css';

/** The whole board as a list that can be read, written and rearranged by keyboard alone. */
export function Outline({ session, language }: { session: BoardSession; language: Language }): ReactElement {
  const t = useTranslations('outline');
  const common = useTranslations('common');
  const board = useBoard(session);
  const people = usePeople(session);
  const toast = useToast();
  const [editing, setEditing] = useState<NoteId | null>(null);
  const [moving, setMoving] = useState<NoteId | null>(null);
  const [helping, setHelping] = useState(false);
  const place = useRef<HTMLElement>(null);
  useUndoKeys(session);

  const actions = useMemo(
    () =>
      outlineActions(session, {
        edit: setEditing,
        askWhere: setMoving,
        deleted: (undo) => toast({ text: t('deleted'), action: { label: common('undo'), run: undo } }),
      }),
    [session, toast, t, common],
  );
  // A deleted note takes its row and the editor with it: say so, and move the focus away from where letters would go.
  const gone = editing !== null && !board.notes.has(editing);
  useEffect(() => {
    if (!gone) return;
    const last = board.deleted.find((note) => note.id === editing)?.regionId;
    focusSoon(last ? `region-${last}` : null);
    toast({ text: t('editorGone') });
    setEditing(null);
  }, [gone, board, editing, toast, t]);
  const writers = useMemo(() => {
    const names = new Map<NoteId, string>();
    for (const { name, editing: noteId } of people) {
      if (noteId !== null) names.set(noteId, [names.get(noteId), name].filter(Boolean).join(', '));
    }
    return names;
  }, [people]);

  return (
    <main className="outline" ref={place} onKeyDown={(event) => onOutlineKeys(event, place.current)}>
      <JumpList sections={board.sections} language={language} />
      <div className="outline-page">
        <div className="outline-head">
          <p className="hint">{t('count', { count: board.notes.size })}</p>
          <Button variant="tertiary" size="sm" icon="help" onClick={() => setHelping(true)}>
            {t('help')}
          </Button>
        </div>
        {board.sections.map((section) => (
          <section key={section.id} className="outline-section" aria-labelledby={`section-${section.id}`}>
            <h2 id={`section-${section.id}`} tabIndex={-1} data-nav="section">
              {labelIn(section.title, language)}
            </h2>
            <div className="outline-regions">
              {section.regions.map((region) => (
                <OutlineRegion
                  key={region.id}
                  region={region}
                  alone={isAlone(section, language)}
                  session={session}
                  language={language}
                  actions={actions}
                  editing={region.notes.some((note) => note.id === editing) ? editing : null}
                  writers={region.notes.some((note) => writers.has(note.id)) ? writers : NOBODY}
                />
              ))}
            </div>
          </section>
        ))}
        <Loose session={session} language={language} actions={actions} editing={editing} writers={writers} />
        {session.readOnly ? null : (
          <details className="outline-trash">
            <summary>{t('trash')}</summary>
            <Trash session={session} />
          </details>
        )}
      </div>
      <Announcer session={session} />
      {moving === null ? null : (
        <MoveDialog session={session} noteId={moving} language={language} onClose={() => setMoving(null)} />
      )}
      {helping ? <Help onClose={() => setHelping(false)} /> : null}
    </main>
  );
}

const NOBODY: ReadonlyMap<NoteId, string> = new Map();

/** Whether a section has one region, of the same name: then the name is shown once. */
function isAlone(section: Section, language: Language): boolean {
  const [region] = section.regions;
  if (section.regions.length !== 1 || region === undefined) return false;
  return labelIn(region.title, language) === labelIn(section.title, language);
}
