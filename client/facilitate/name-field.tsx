import { type ReactElement, useEffect, useId, useState } from 'react';
import { maxLengthOf } from '../api/limits.ts';

/**
 * A name that can be edited in place. Enter and leaving the field save it, Esc restores it. While nobody edits it here,
 * it shows what others change it to.
 */
export function NameField(props: {
  label: string;
  value: string;
  /** Show the label above the field; otherwise only screen readers get it. */
  shown?: boolean;
  onRename: (name: string) => void;
}): ReactElement {
  const { label, value, shown, onRename } = props;
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  useEffect(() => setDraft((held) => (held === value ? null : held)), [value]);
  const save = () => {
    const name = draft?.trim() ?? '';
    if (name !== '' && name !== value) onRename(name);
    setDraft(null);
  };
  return (
    <div className="field grow">
      <label htmlFor={id} className={shown ? undefined : 'sr-only'}>
        {label}
      </label>
      <input
        id={id}
        className="ds-input"
        type="text"
        maxLength={maxLengthOf('titleCharacters')}
        value={draft ?? value}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
    </div>
  );
}
