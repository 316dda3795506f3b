import { type ReactElement, type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { Button } from './button.tsx';

/** A modal dialog. The browser's own `dialog` element moves the focus in, keeps it inside, and restores it. */
export function Dialog(props: {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
}): ReactElement {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // A layout effect, since its cleanup runs while the element is in the page: closed later, it could not restore the
  // focus.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog === null || dialog.open) return;
    dialog.showModal();
    return () => dialog.close();
  }, []);
  return (
    <dialog ref={ref} className="ds-dialog" aria-labelledby={titleId} onCancel={props.onClose}>
      <div className="dialog-head">
        <h2 id={titleId}>{props.title}</h2>
        <Button variant="tertiary" size="sm" icon="close" aria-label={props.closeLabel} onClick={props.onClose} />
      </div>
      {props.children}
    </dialog>
  );
}
