import { useEffect, useState } from 'react';
import { readToken } from '../api/invite-link.ts';
import { knownBoard, strongestToken } from '../api/remembered.ts';

/** The invite token for a board: the one in the address, or else the strongest that this browser remembers. */
export function useToken(boardId: string): string {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const onChange = () => setHash(location.hash);
    window.addEventListener('hashchange', onChange);
    return () => window.removeEventListener('hashchange', onChange);
  }, []);
  const token = readToken(hash);
  return token === '' ? strongestToken(knownBoard(boardId)?.tokens ?? {}) : token;
}
