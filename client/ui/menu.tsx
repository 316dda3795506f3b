import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';
import type { IconName } from './icons.tsx';

/**
 * A button that opens a list of buttons and links. It is not an ARIA menu: Tab moves through it as usual. Esc, and
 * focus or clicks outside, close it; closing with Esc or an entry moves the focus back to the button.
 */
export function Menu(props: {
  label: string;
  icon?: IconName;
  iconOnly?: boolean;
  size?: 'sm' | 'md';
  children: (close: () => void) => ReactNode;
}): ReactElement {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (event.target instanceof Node && ref.current?.contains(event.target) === false) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);
  const close = () => {
    setOpen(false);
    ref.current?.querySelector('button')?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc bubbles to this element from every entry.
    <div
      className="menu"
      ref={ref}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <Button
        variant="tertiary"
        size={props.size ?? 'sm'}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        {...(props.icon === undefined ? {} : { icon: props.icon })}
        {...(props.iconOnly ? { 'aria-label': props.label } : { children: props.label })}
      />
      {open ? <div className="menu-list">{props.children(close)}</div> : null}
    </div>
  );
}
