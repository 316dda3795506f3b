import { useSyncExternalStore } from 'react';

/** What the user chose; `system` follows the operating system. */
export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'veivalg.theme';
const listeners = new Set<() => void>();
const dark = window.matchMedia('(prefers-color-scheme: dark)');

function readChoice(): ThemeChoice {
  const stored = localStorage.getItem(KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function resolve(): 'light' | 'dark' {
  const choice = readChoice();
  return choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
}

function apply(): void {
  document.documentElement.dataset.colorScheme = resolve();
  for (const listener of listeners) listener();
}

/** Applies the theme, now and when the operating system's changes. Called once, before the first paint. */
export function startTheme(): void {
  dark.addEventListener('change', apply);
  apply();
}

export function setTheme(choice: ThemeChoice): void {
  if (choice === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, choice);
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The user's choice, and the theme that it means at present. */
export function useTheme(): { choice: ThemeChoice; resolved: 'light' | 'dark' } {
  return {
    choice: useSyncExternalStore(subscribe, readChoice),
    resolved: useSyncExternalStore(subscribe, resolve),
  };
}
