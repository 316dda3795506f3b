import { useState } from 'react';

export type View = 'board' | 'list';
const KEY = 'veivalg.view';

/** The face shown. A phone opens in the list; elsewhere what was chosen last stays. */
export function useView(): [View, (view: View) => void] {
  const [view, setState] = useState<View>(() => {
    if (window.matchMedia('(max-width: 720px)').matches) return 'list';
    return localStorage.getItem(KEY) === 'list' ? 'list' : 'board';
  });
  const setView = (next: View) => {
    localStorage.setItem(KEY, next);
    setState(next);
  };
  return [view, setView];
}
