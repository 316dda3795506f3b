import { type FormEvent, type ReactElement, useState } from 'react';
import { deleteBoard } from '../api/boards.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { useBoard } from '../sync/hooks.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { useFailure } from './use-failure.ts';

/**
 * Deletes the board. This cannot be undone, so it asks for the board's name. The server closes all sessions with 4410.
 */
export function DeleteBoard({ session }: { session: BoardSession }): ReactElement {
  const t = useTranslations('panel');
  const fail = useFailure();
  const { title } = useBoard(session).meta;
  const [name, setName] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== title.trim()) return setWrong(true);
    deleteBoard(session).catch(fail);
  };
  return (
    <form className="stack" data-gap="sm" onSubmit={submit}>
      <p>{t('dangerHint')}</p>
      <TextField
        label={t('dangerConfirm')}
        value={name}
        autoComplete="off"
        error={wrong ? t('dangerMismatch', { title }) : undefined}
        onChange={(event) => {
          setWrong(false);
          setName(event.target.value);
        }}
      />
      <Button type="submit" tone="danger">
        {t('dangerButton')}
      </Button>
    </form>
  );
}
