import type { ReactElement, ReactNode } from 'react';
import { renameBoard } from '#board/meta';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { useBoard } from '../sync/hooks.ts';
import { Button } from '../ui/button.tsx';
import { DeleteBoard } from './delete-board.tsx';
import { Fields } from './fields.tsx';
import { Invites } from './invites.tsx';
import { Items } from './items.tsx';
import { NameField } from './name-field.tsx';
import { Snapshots } from './snapshots.tsx';
import './facilitate.css';

/** What only the facilitator may do. It is beside the board, never on top of it. `trash` lists the deleted notes. */
export function Panel(props: { session: BoardSession; onClose: () => void; trash: ReactNode }): ReactElement {
  const { session, onClose, trash } = props;
  const t = useTranslations('panel');
  const common = useTranslations('common');
  const board = useBoard(session);
  return (
    <aside className="panel" aria-labelledby="panel-heading">
      <div className="panel-head">
        <h2 id="panel-heading">{t('heading')}</h2>
        <Button variant="tertiary" size="sm" icon="close" aria-label={common('close')} onClick={onClose} />
      </div>
      <NameField
        label={t('boardTitle')}
        value={board.meta.title}
        shown
        onRename={(title) => session.edit((doc) => renameBoard(doc, title))}
      />
      <Part title={t('alternatives')} open>
        <Items session={session} />
      </Part>
      <Part title={t('fields')}>
        <Fields session={session} />
      </Part>
      <Part title={t('snapshots')}>
        <Snapshots session={session} />
      </Part>
      <Part title={t('invites')}>
        <Invites session={session} />
      </Part>
      <Part title={t('trash')}>{trash}</Part>
      <Part title={t('danger')}>
        <DeleteBoard session={session} />
      </Part>
    </aside>
  );
}

function Part(props: { title: string; open?: boolean; children: ReactNode }): ReactElement {
  return (
    <details className="panel-part" {...(props.open ? { open: true } : {})}>
      <summary>{props.title}</summary>
      <div className="stack" data-gap="sm">
        {props.children}
      </div>
    </details>
  );
}
