import { useEffect, useState } from 'react';
import { readToken } from '../api/invite-link.ts';
import { knownBoard, strongestToken } from '../api/remembered.ts';

/**
 * The invite token for a board: the one in the address, or else the strongest that this browser remembers. Once read, it
 * leaves the address bar, where it could be seen on a shared screen or copied by mistake. It is kept in the entry of the
 * tab's history, so that reloading, going back and duplicating the tab work as if it were still there.
 */
export function useToken(boardId: string): string {
  const [token, setToken] = useState(tokenHere);
  useEffect(() => {
    const onChange = () => {
      setToken(tokenHere());
      hideToken();
    };
    onChange();
    window.addEventListener('hashchange', onChange);
    window.addEventListener('popstate', onChange);
    return () => {
      window.removeEventListener('hashchange', onChange);
      window.removeEventListener('popstate', onChange);
    };
  }, []);
  return token === '' ? strongestToken(knownBoard(boardId)?.tokens ?? {}) : token;
}

function tokenHere(): string {
  const inAddress = readToken(location.hash);
  if (inAddress !== '') return inAddress;
  const state: unknown = history.state;
  const isKept = typeof state === 'object' && state !== null && 'token' in state;
  return isKept && typeof state.token === 'string' ? state.token : '';
}

function hideToken(): void {
  if (location.hash.length <= 1) return;
  try {
    history.replaceState({ token: tokenHere() }, '', location.pathname + location.search);
  } catch (error) {
    console.warn('Veivalg: the browser does not keep the token, so it stays in the address', error);
  }
}
