import { type FormEvent, type ReactElement, useState } from 'react';
import { NAME_CHARACTERS } from '#protocol/presence';
import { rememberedName } from '../api/remembered.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import { LanguagePicker } from '../shell/preferences.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Mark } from '../ui/icons.tsx';

/** Asks for the user's name before the board opens. */
export function Door({ title, onEnter }: { title: string; onEnter: (name: string) => void }): ReactElement {
  const t = useTranslations('door');
  const start = useTranslations('start');
  const [name, setName] = useState(rememberedName);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') onEnter(name.trim());
  };
  return (
    <main className="door">
      <div className="door-head">
        <Mark size={40} />
        <LanguagePicker />
      </div>
      <h1>{title}</h1>
      <form className="card stack" onSubmit={submit}>
        <TextField
          label={t('heading')}
          hint={t('hint')}
          value={name}
          maxLength={NAME_CHARACTERS}
          autoComplete="name"
          autoFocus
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" variant="primary" disabled={name.trim() === ''}>
          {t('enter')}
        </Button>
      </form>
      <p className="hint">{start('noPatients')}</p>
    </main>
  );
}
