import { Component, type ReactElement, type ReactNode } from 'react';
import { useTranslations } from '../i18n/use-translations.ts';
import { Button } from '../ui/button.tsx';

/** Catches errors while rendering. They do not touch the document or what is stored in the browser. */
export class Failsafe extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Failed /> : this.props.children;
  }
}

/** Says that something went wrong, and offers to reload the page. */
export function Failed(): ReactElement {
  const t = useTranslations('common');
  return (
    <main className="dead-end" role="alert">
      <p>{t('failed')}</p>
      <Button variant="primary" onClick={() => location.reload()}>
        {t('reload')}
      </Button>
    </main>
  );
}
