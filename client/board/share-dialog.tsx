import type { ReactElement } from 'react';
import type { Role } from '#board/roles';
import { boardLink, knownBoard } from '../api/remembered.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import { LinkRow } from '../shell/link-row.tsx';
import type { BoardSession } from '../sync/board-session.ts';
import { Dialog } from '../ui/dialog.tsx';

/** The links to share: for a facilitator all that this browser has seen, for others their own. */
export function ShareDialog({ session, onClose }: { session: BoardSession; onClose: () => void }): ReactElement {
  const t = useTranslations('bar');
  const start = useTranslations('start');
  const roles = useTranslations('role');
  const common = useTranslations('common');
  const { boardId, token, role } = session;
  const tokens = knownBoard(boardId)?.tokens ?? {};
  const words: Record<Role, [string, string]> = {
    participant: [start('linkParticipant'), start('linkParticipantHint')],
    viewer: [start('linkViewer'), start('linkViewerHint')],
    facilitator: [start('linkFacilitator'), start('linkFacilitatorHint')],
  };
  const known = (['participant', 'viewer', 'facilitator'] as const).filter((one) => tokens[one] !== undefined);
  const writing = tokens.participant ?? (role === 'participant' ? token : undefined);
  return (
    <Dialog title={t('shareHeading')} closeLabel={common('close')} onClose={onClose}>
      {role === 'facilitator' ? (
        known.map((one) => (
          <LinkRow
            level={3}
            key={one}
            label={words[one][0]}
            hint={words[one][1]}
            link={boardLink(boardId, tokens[one] ?? '')}
          />
        ))
      ) : (
        <LinkRow
          level={3}
          label={t('shareOwn', { role: roles(role) })}
          hint={t('shareNote')}
          link={boardLink(boardId, token)}
        />
      )}
      {writing === undefined ? null : (
        <LinkRow level={3} label={t('contributeLink')} link={boardLink(boardId, writing, '/bidra')} />
      )}
    </Dialog>
  );
}
