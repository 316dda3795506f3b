import { type FormEvent, type ReactElement, useState } from 'react';
import type { NoteId } from '#board/ids';
import { type Language, labelIn } from '#board/label';
import { moveNote } from '#board/note';
import { orderAfter } from '#board/order';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { editStep } from '../sync/edit-step.ts';
import { useBoard } from '../sync/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select } from '../ui/field.tsx';
import { useToast } from '../ui/toast.tsx';
import { focusSoon } from './outline-actions.ts';

/** Moves a note to another field, chosen from a list of all fields by section. */
export function MoveDialog(props: {
  session: BoardSession;
  noteId: NoteId;
  language: Language;
  onClose: () => void;
}): ReactElement {
  const { session, noteId, language, onClose } = props;
  const t = useTranslations('outline');
  const common = useTranslations('common');
  const toast = useToast();
  const board = useBoard(session);
  const note = board.notes.get(noteId);
  const [chosen, setChosen] = useState<string>(note?.regionId ?? [...board.regions.keys()][0] ?? '');
  const close = () => {
    onClose();
    focusSoon(`note-${noteId}`);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const region = [...board.regions.values()].find(({ id }) => id === chosen);
    if (region !== undefined && region.id !== note?.regionId) {
      const place = { regionId: region.id, order: orderAfter(region.notes, noteId) };
      editStep(session, (doc) => moveNote(doc, noteId, place));
      toast({
        text: t('moved', { region: labelIn(region.title, language) }),
        action: { label: common('undo'), run: () => session.undo.undo() },
      });
    }
    close();
  };
  return (
    <Dialog title={t('moveTo')} closeLabel={common('close')} onClose={close}>
      <form className="stack" onSubmit={submit}>
        <p className="move-text">{note?.text}</p>
        <Select label={t('moveTo')} value={chosen} onChange={setChosen}>
          {board.sections.map((section) => (
            <optgroup key={section.id} label={labelIn(section.title, language)}>
              {section.regions.map((region) => (
                <option key={region.id} value={region.id}>
                  {labelIn(region.title, language)}
                </option>
              ))}
            </optgroup>
          ))}
        </Select>
        <div className="row">
          <Button type="submit" variant="primary">
            {t('move')}
          </Button>
          <Button onClick={close}>{common('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
