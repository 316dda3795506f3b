import { useState } from 'react';

export type View = 'board' | 'list';
const KEY = 'veivalg.view';

/** Which view of the board is shown. Phones start with the list, other screens with the view chosen last. */
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
