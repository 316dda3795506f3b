import { type FormEvent, type ReactElement, useState } from 'react';
import type { BoardId } from '#board/ids';
import type { OutlineNote, OutlineRegion, OutlineSection } from '#protocol/http-api';
import { sendNote } from '../api/boards.ts';
import { maxLengthOf } from '../api/limits.ts';
import { rememberedName, rememberName } from '../api/remembered.ts';
import { ApiError } from '../api/request.ts';
import { useLanguage } from '../i18n/language.tsx';
import { clockTime, dayAndTime } from '../i18n/times.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import { GuardedNote } from '../shell/guarded.tsx';
import { Button } from '../ui/button.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { type Draft, emptyDraft } from './draft.ts';

const SHOWN_NOTES = 5;

interface Props {
  boardId: BoardId;
  token: string;
  section: OutlineSection;
  region: OutlineRegion;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  onSent: () => Promise<void>;
  reason: (error: unknown) => string;
}

/** The form for one field, above the notes that are there already. */
export function WriteForm({ boardId, token, section, region, draft, onDraft, onSent, reason }: Props): ReactElement {
  const t = useTranslations('contribute');
  const { language } = useLanguage();
  const [name, setName] = useState(rememberedName);
  const [busy, setBusy] = useState(false);
  const [stored, setStored] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setStored(null);
    if (draft.text.trim() === '') return setProblem(t('empty'));
    setBusy(true);
    setProblem(null);
    rememberName(name.trim());
    try {
      await sendNote(
        { boardId, token },
        { id: draft.id, regionId: region.id, text: draft.text.trim(), author: name.trim() },
      );
      // The text is cleared only after the server has confirmed that it is stored.
      onDraft(emptyDraft(region.id));
      setStored(Date.now());
      await onSent();
    } catch (error) {
      const offline = error instanceof ApiError && error.code === 'unreachable';
      setProblem(offline ? t('offline') : t('failed', { reason: reason(error) }));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="stack">
      <div className="contribute-place">
        <div>
          <p className="hint">{section.title}</p>
          <h2 tabIndex={-1}>{region.title}</h2>
        </div>
        <Button variant="tertiary" size="sm" onClick={() => onDraft({ ...draft, regionId: '' })}>
          {t('back')}
        </Button>
      </div>
      {region.help === null ? null : <p className="hint">{region.help}</p>}
      <form className="card stack" onSubmit={(event) => void submit(event)}>
        <TextArea
          label={t('text')}
          hint={t('textHint')}
          rows={4}
          maxLength={maxLengthOf('noteCharacters')}
          value={draft.text}
          onChange={(event) => {
            setStored(null);
            onDraft({ ...draft, text: event.target.value });
          }}
        />
        <TextField
          label={t('name')}
          value={name}
          maxLength={maxLengthOf('nameCharacters')}
          autoComplete="name"
          onChange={(event) => setName(event.target.value)}
        />
        <div role="status">
          {stored === null ? null : (
            <p className="stored">
              {t('stored', { time: clockTime(stored, language) })} {t('storedIn', { region: region.title })}
            </p>
          )}
          {problem === null ? null : <p className="error-text">{problem}</p>}
        </div>
        <Button type="submit" variant="primary" disabled={busy}>
          {busy ? t('sending') : t('send')}
        </Button>
      </form>
      <Existing region={region} />
    </div>
  );
}

/** The notes of the field, newest first; the older ones only on request. */
function Existing({ region }: { region: OutlineRegion }): ReactElement {
  const t = useTranslations('contribute');
  const [all, setAll] = useState(false);
  const notes = [...region.notes].reverse().filter((note) => note.text.trim() !== '');
  return (
    <section className="stack" data-gap="sm" aria-labelledby="already-here">
      <h3 id="already-here">{t('here')}</h3>
      {notes.length === 0 ? <p className="hint">{t('nothingHere')}</p> : null}
      <ul className="stack" data-gap="sm">
        {notes.slice(0, all ? undefined : SHOWN_NOTES).map((note) => (
          <li key={note.id} className="existing">
            <GuardedNote note={note}>
              <ExistingNote note={note} />
            </GuardedNote>
          </li>
        ))}
      </ul>
      {!all && notes.length > SHOWN_NOTES ? (
        <Button onClick={() => setAll(true)}>{t('showAll', { count: String(notes.length) })}</Button>
      ) : null}
    </section>
  );
}

function ExistingNote({ note }: { note: OutlineNote }): ReactElement {
  const t = useTranslations('contribute');
  const { language } = useLanguage();
  const when = dayAndTime(Date.parse(note.createdAt), language);
  return (
    <>
      <p>{note.text}</p>
      <p className="hint">{note.author === '' ? when : t('written', { name: note.author, when })}</p>
    </>
  );
}
