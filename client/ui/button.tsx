import { type ButtonHTMLAttributes, type ReactElement, useEffect, useState } from 'react';
import { Icon, type IconName } from './icons.tsx';

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  variant?: 'primary' | 'secondary' | 'tertiary';
  size?: 'sm' | 'md';
  tone?: 'danger';
  icon?: IconName;
};

/** A button in the style of Designsystemet. With `icon` and no children it needs an `aria-label`. */
export function Button({ variant = 'secondary', size = 'md', tone, icon, children, ...rest }: Props): ReactElement {
  const alone = icon !== undefined && children === undefined;
  return (
    <button
      type="button"
      {...rest}
      className={`ds-button ${rest.className ?? ''}`}
      data-variant={variant}
      {...(size === 'sm' ? { 'data-size': 'sm' } : {})}
      {...(tone === undefined ? {} : { 'data-tone': tone })}
      {...(alone ? { 'data-icon': 'true', title: rest.title ?? rest['aria-label'] } : {})}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
}

/** Copies a text and says so for three seconds. If the browser refuses, the text is still in the field next to it. */
export function CopyButton({ text, label, done }: { text: string; label: string; done: string }): ReactElement {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 3000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Button size="sm" icon={copied ? 'check' : 'share'} onClick={() => void copy()}>
      <span aria-live="polite">{copied ? done : label}</span>
    </Button>
  );
}
