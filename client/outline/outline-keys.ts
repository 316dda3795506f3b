import { type KeyboardEvent as ReactKeyboardEvent, useEffect } from 'react';
import type { BoardSession } from '../sync/board-session.ts';

/** Arrow keys move the focus between headings and notes. Tab goes through every button, as on any page. */
export function onOutlineKeys(event: ReactKeyboardEvent, list: HTMLElement | null): void {
  if (list === null || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  if (!(event.target instanceof HTMLElement) || event.target.dataset.nav === undefined) return;
  const stops = [...list.querySelectorAll<HTMLElement>('[data-nav]')];
  const next = stops[stops.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** Ctrl+Z and Ctrl+Y, except in fields: those have an undo of their own. */
export function useUndoKeys(session: BoardSession): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || isField(event.target)) return;
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      if (key === 'y' || event.shiftKey) session.undo.redo();
      else session.undo.undo();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [session]);
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
