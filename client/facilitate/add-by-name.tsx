import { type FormEvent, type ReactElement, useState } from 'react';
import type { LimitName } from '#protocol/limits';
import { maxLengthOf } from '../api/limits.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';

/**
 * A text field with a button that adds something by that name. `busy` disables the button, such as during a request.
 */
export function AddByName(props: {
  label: string;
  /** The limit that the server sets to such names. */
  limit: LimitName;
  action?: string;
  busy?: boolean;
  onAdd: (name: string) => void;
}): ReactElement {
  const common = useTranslations('common');
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    props.onAdd(name.trim());
    setName('');
  };
  return (
    <form className="add-field" onSubmit={submit}>
      <TextField
        label={props.label}
        value={name}
        maxLength={maxLengthOf(props.limit)}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" disabled={props.busy === true || name.trim() === ''}>
        {props.action ?? common('add')}
      </Button>
    </form>
  );
}
