import { type ReactElement, useState } from 'react';
import type { CreateBoardReply } from '#protocol/http-api';
import { useTranslations } from '../i18n/use-translations.ts';
import { LanguagePicker, ThemePicker } from '../shell/preferences.tsx';
import { Mark } from '../ui/icons.tsx';
import { KnownBoards } from './known-boards.tsx';
import { NewBoardLinks } from './new-board-links.tsx';
import { StartForm } from './start-form.tsx';

/** The start page: create a board, or open one that this browser knows. */
export function Start(): ReactElement {
  const t = useTranslations('start');
  const common = useTranslations('common');
  const [created, setCreated] = useState<CreateBoardReply | null>(null);
  return (
    <div className="start">
      <header className="start-bar">
        <div className="row">
          <Mark size={36} />
          <div>
            <p className="product">{common('product')}</p>
            <p className="hint">{common('tagline')}</p>
          </div>
        </div>
        <div className="row">
          <LanguagePicker />
          <ThemePicker />
        </div>
      </header>
      <main className="start-main">
        <div className="stack" data-gap="lg">
          {created === null ? (
            <section className="card stack" aria-labelledby="new-board">
              <h1 id="new-board">{t('heading')}</h1>
              <p className="hint">{t('intro')}</p>
              <StartForm onCreated={setCreated} />
            </section>
          ) : (
            <NewBoardLinks board={created} />
          )}
        </div>
        <aside className="stack">
          <KnownBoards key={created?.id} />
          <p className="hint">{t('noPatients')}</p>
        </aside>
      </main>
    </div>
  );
}
