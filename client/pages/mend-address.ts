import { readInviteLink } from '../api/invite-link.ts';
import { boardLink } from '../api/remembered.ts';

/**
 * Puts an address that mail or chat has changed back into its form, before the pages read it: the path says which page
 * to show. An address that is as it should be, or that is not a board's, stays.
 */
export function mendAddress(): void {
  if (/^\/b\/[\w-]+(?:\/bidra|\/s\/[\w-]+)?$/.test(location.pathname)) return;
  const link = readInviteLink(location.href);
  if (link === null) return;
  history.replaceState(null, '', boardLink(link.boardId, link.token, link.page));
}
