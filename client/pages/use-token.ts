import { useEffect, useState } from 'react';
import type { Role } from '#board/roles';
import { knownBoard } from '../api/remembered.ts';

const STRONGEST: readonly Role[] = ['facilitator', 'participant', 'viewer'];

/** The invite for a board: that of the link, or else the one by which this browser came in last. */
export function useToken(boardId: string): string {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const onChange = () => setHash(location.hash);
    window.addEventListener('hashchange', onChange);
    return () => window.removeEventListener('hashchange', onChange);
  }, []);
  const token = hash.slice(1);
  return token === '' ? rememberedToken(boardId) : token;
}

function rememberedToken(boardId: string): string {
  const tokens = knownBoard(boardId)?.tokens ?? {};
  return STRONGEST.map((role) => tokens[role]).find((token) => token !== undefined) ?? '';
}
