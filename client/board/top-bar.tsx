import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { useBoard, usePeople } from '../sync/hooks.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/icons.tsx';
import { MoreMenu } from './more-menu.tsx';
import { SavedWords } from './saved-words.tsx';
import { ShareDialog } from './share-dialog.tsx';
import type { View } from './use-view.ts';

/** More people than this are counted, not shown. */
const MAX_AVATARS = 5;

interface Props {
  session: BoardSession;
  view: View;
  onView: (view: View) => void;
  panel: boolean;
  onPanel: ((open: boolean) => void) | undefined;
  onRename: (() => void) | undefined;
}

/** From left to right: start page, title, canvas or list, who is here, saved state, share, more. */
export function TopBar({ session, view, onView, panel, onPanel, onRename }: Props): ReactElement {
  const t = useTranslations('bar');
  const common = useTranslations('common');
  const { meta } = useBoard(session);
  const [sharing, setSharing] = useState(false);
  return (
    <header className="top-bar">
      <Link href="/" className="top-mark" aria-label={common('home')}>
        <Mark size={28} />
      </Link>
      <h1 className="top-title" title={meta.title}>
        {meta.title}
      </h1>
      <nav className="switch" aria-label={t('views')}>
        {(['board', 'list'] as const).map((one) => (
          <Button
            key={one}
            variant="tertiary"
            size="sm"
            {...(view === one ? { 'aria-current': 'page' } : {})}
            onClick={() => onView(one)}
          >
            {t(one)}
          </Button>
        ))}
      </nav>
      <People session={session} />
      <SavedWords session={session} />
      <div className="top-actions">
        {onPanel === undefined ? null : (
          <Button variant="tertiary" size="sm" aria-pressed={panel} onClick={() => onPanel(!panel)}>
            {t('facilitator')}
          </Button>
        )}
        {session.token === '' ? null : (
          <Button variant="primary" size="sm" onClick={() => setSharing(true)}>
            {t('share')}
          </Button>
        )}
        <MoreMenu session={session} canDraw={view === 'board'} onRename={onRename} />
      </div>
      {sharing ? <ShareDialog session={session} onClose={() => setSharing(false)} /> : null}
    </header>
  );
}

function People({ session }: { session: BoardSession }): ReactElement {
  const t = useTranslations('bar');
  const people = usePeople(session);
  const { member } = session;
  const shown = people.slice(0, member.name === '' ? MAX_AVATARS : MAX_AVATARS - 1);
  const rest = people.length - shown.length;
  return (
    <div className="people">
      <span className="sr-only">{t('people', { count: people.length })}</span>
      {member.name === '' ? null : (
        <Avatar name={member.name} label={t('you', { name: member.name })} color={member.color} />
      )}
      {shown.map(({ clientId, name, color }) => (
        <Avatar key={clientId} name={name} color={color} />
      ))}
      {rest > 0 ? <span className="hint">{t('others', { count: String(rest) })}</span> : null}
    </div>
  );
}
