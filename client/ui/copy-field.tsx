import type { ReactElement } from 'react';
import { CopyButton } from './button.tsx';

/** A text to pass on: a read-only field that selects it on focus, and a button that copies it. */
export function CopyField(props: { label: string; text: string; copy: string; copied: string }): ReactElement {
  return (
    <>
      <input
        className="ds-input grow"
        type="text"
        readOnly
        value={props.text}
        aria-label={props.label}
        onFocus={(event) => event.target.select()}
      />
      <CopyButton text={props.text} label={props.copy} done={props.copied} />
    </>
  );
}
