import { type InputHTMLAttributes, type ReactElement, type ReactNode, type TextareaHTMLAttributes, useId } from 'react';

/** The texts around a form field. */
interface FieldTexts {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

/** A labelled text field of one line. */
export function TextField({
  label,
  hint,
  error,
  ...rest
}: FieldTexts & InputHTMLAttributes<HTMLInputElement>): ReactElement {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(aria) => <input type="text" className="ds-input" {...rest} {...aria} />}
    </Labelled>
  );
}

/** A labelled text field of several lines. */
export function TextArea({
  label,
  hint,
  error,
  ...rest
}: FieldTexts & TextareaHTMLAttributes<HTMLTextAreaElement>): ReactElement {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(aria) => <textarea className="ds-input" {...rest} {...aria} />}
    </Labelled>
  );
}

/** A labelled select; `children` are its options. */
export function Select(
  props: FieldTexts & { value: string; onChange: (value: string) => void; children: ReactNode },
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

/** A checkbox with a label and a hint; `toggle` draws it as a switch. */
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

/** A label, a hint before the field (read first), the field, and an error message after it. */
function Labelled(props: FieldTexts & { children: (aria: Aria) => ReactNode }): ReactElement {
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
