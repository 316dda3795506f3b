import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { CloseName } from '#protocol/close-codes';
import { ApiError } from '../api/request.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/icons.tsx';
import { PasteLink } from './paste-link.tsx';

type Ending = Exclude<CloseName, 'restarting' | 'overloaded'> | 'notFound' | 'noToken';

/** A page that says why a board cannot be shown and what to do. `unsaved` is the number of edits the server lacks. */
export function DeadEnd({ ending, unsaved = 0 }: { ending: Ending; unsaved?: number }): ReactElement {
  const t = useTranslations('terminal');
  const common = useTranslations('common');
  const reloadHelps = ending === 'tooLarge' || ending === 'clientTooOld' || ending === 'unreadable';
  const linkHelps = ending === 'noToken' || ending === 'noInvite' || ending === 'notFound';
  return (
    <main className="dead-end">
      <Mark size={40} />
      <h1>{t(ending)}</h1>
      <p>{t(`${ending}Hint`)}</p>
      {unsaved > 0 ? (
        <p className="notice" data-tone="warning">
          {t('unsavedKept', { count: unsaved })}
        </p>
      ) : null}
      {linkHelps ? <PasteLink /> : null}
      <div className="row">
        {reloadHelps ? (
          <Button variant="primary" onClick={() => location.reload()}>
            {common('reload')}
          </Button>
        ) : null}
        <Link href="/" className="ds-button" data-variant="secondary">
          {common('home')}
        </Link>
      </div>
    </main>
  );
}

export function NotFound(): ReactElement {
  return <DeadEnd ending="notFound" />;
}

/** Which page to show for a failed request; null if retrying may help. */
export function endingOf(error: unknown): Ending | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code === 'board-deleted') return 'boardDeleted';
  if (error.code === 'not-allowed') return 'notAllowed';
  if (error.status === 401 || error.status === 404) return 'noInvite';
  return null;
}

/** Returns the sentence to show for an error: the server's own if it gave one. */
export function useReason(): (error: unknown) => string {
  const t = useTranslations('common');
  return (error) => {
    if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
    return error.message === '' ? t('offline') : error.message;
  };
}
