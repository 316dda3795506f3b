import { type ReactElement, useEffect, useId, useState } from 'react';
import { maxLengthOf } from '../api/limits.ts';

/**
 * A name that is written where it stands: kept on Enter and on leaving the field, given up on Esc. While it is not being
 * written in, it follows what others make of it.
 */
export function NameField(props: {
  label: string;
  value: string;
  /** Show the label above; else it is only spoken. */
  shown?: boolean;
  onRename: (name: string) => void;
}): ReactElement {
  const { label, value, shown, onRename } = props;
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  useEffect(() => setDraft((held) => (held === value ? null : held)), [value]);
  const keep = () => {
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
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') keep();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
    </div>
  );
}
