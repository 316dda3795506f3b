import { memo, type ReactElement } from 'react';
import type { NoteId } from '#board/ids';
import { type Language, labelIn } from '#board/label';
import type { Region } from '#board/region';
import { useTranslations } from '../i18n/use-translations.ts';
import { GuardedNote } from '../shell/guarded.tsx';
import type { BoardSession } from '../sync/board-session.ts';
import { Button } from '../ui/button.tsx';
import type { OutlineActions } from './outline-actions.ts';
import { OutlineNote } from './outline-note.tsx';

interface Props {
  region: Region;
  /** Its section's heading already shows its name. */
  alone: boolean;
  session: BoardSession;
  language: Language;
  actions: OutlineActions;
  editing: NoteId | null;
  writers: ReadonlyMap<NoteId, string>;
}

/** A field with its notes. Renders again only when one of them, or who writes in them, changes. */
export const OutlineRegion = memo(function OutlineRegion(props: Props): ReactElement {
  const { region, session, language, actions, editing, writers } = props;
  const t = useTranslations('outline');
  const title = labelIn(region.title, language);
  const write = t('writeIn', { region: title });
  return (
    <section className="outline-region" data-colour={region.colour}>
      <div className="region-head">
        <h3
          id={`region-${region.id}`}
          tabIndex={-1}
          data-nav="region"
          className={props.alone ? 'region-title-alone' : undefined}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || session.readOnly) return;
            event.preventDefault();
            actions.add(region);
          }}
        >
          <span>{title}</span>
          <span className="region-count">{t('count', { count: region.notes.length })}</span>
        </h3>
        {session.readOnly ? null : (
          <Button variant="tertiary" size="sm" icon="plus" aria-label={write} onClick={() => actions.add(region)}>
            {t('write')}
          </Button>
        )}
      </div>
      {region.notes.length === 0 && region.help !== null ? (
        <p className="region-help">{labelIn(region.help, language)}</p>
      ) : null}
      {region.notes.length === 0 ? null : (
        <ul className="outline-notes" aria-labelledby={`region-${region.id}`}>
          {region.notes.map((note) => (
            <GuardedNote key={note.id} note={note}>
              <OutlineNote
                note={note}
                where={title}
                session={session}
                actions={actions}
                editing={editing === note.id}
                writers={writers.get(note.id) ?? ''}
              />
            </GuardedNote>
          ))}
        </ul>
      )}
    </section>
  );
});
