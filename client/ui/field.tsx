import { type InputHTMLAttributes, type ReactElement, type ReactNode, type TextareaHTMLAttributes, useId } from 'react';

interface Words {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

/** A labelled line of text. */
export function TextField({
  label,
  hint,
  error,
  ...rest
}: Words & InputHTMLAttributes<HTMLInputElement>): ReactElement {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(aria) => <input type="text" className="ds-input" {...rest} {...aria} />}
    </Labelled>
  );
}

/** A labelled field of several lines. */
export function TextArea({
  label,
  hint,
  error,
  ...rest
}: Words & TextareaHTMLAttributes<HTMLTextAreaElement>): ReactElement {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(aria) => <textarea className="ds-input" {...rest} {...aria} />}
    </Labelled>
  );
}

/** A labelled choice; `children` are its options. */
export function Select(
  props: Words & { value: string; onChange: (value: string) => void; children: ReactNode },
): ReactElement {
  return (
    <Labelled label={props.label} hint={props.hint} error={props.error}>
      {(aria) => (
        <select
          className="ds-input"
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
          {...aria}
        >
          {props.children}
        </select>
      )}
    </Labelled>
  );
}

/** A tick with a line of explanation; `toggle` draws it as a switch. */
export function Check(props: {
  label: string;
  hint?: string | undefined;
  checked: boolean;
  toggle?: boolean;
  onChange: (checked: boolean) => void;
}): ReactElement {
  return (
    <label className="check">
      <input
        type="checkbox"
        className="ds-input"
        {...(props.toggle ? { role: 'switch' } : {})}
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>
        {props.label}
        {props.hint === undefined ? null : <small>{props.hint}</small>}
      </span>
    </label>
  );
}

interface Aria {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

/** What to know comes between the label and the field, where it is read first; what is wrong comes after it. */
function Labelled(props: Words & { children: (aria: Aria) => ReactNode }): ReactElement {
  const { label, hint, error, children } = props;
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].join(' ').trim();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint === undefined ? null : (
        <div id={`${id}-hint`} className="hint">
          {hint}
        </div>
      )}
      {children({
        id,
        ...(described === '' ? {} : { 'aria-describedby': described }),
        ...(error === undefined ? {} : { 'aria-invalid': true as const }),
      })}
      {error === undefined ? null : (
        <div id={`${id}-error`} className="error-text">
          {error}
        </div>
      )}
    </div>
  );
}
