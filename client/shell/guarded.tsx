import { Component, type ReactElement, type ReactNode } from 'react';
import { useTranslations } from '../i18n/use-translations.ts';

interface Props {
  /** What is shown; when it changes, showing it is tried again. */
  readonly of: unknown;
  /** Shown in its place if showing it throws. */
  readonly instead: ReactNode;
  readonly children: ReactNode;
}

interface State {
  readonly of: unknown;
  readonly failed: boolean;
}

/** Keeps an error in one part of a face, such as one note, from taking the whole face. */
export class Guarded extends Component<Props, State> {
  override state: State = { of: this.props.of, failed: false };

  static getDerivedStateFromProps({ of }: Props, state: State): State | null {
    return of === state.of ? null : { of, failed: false };
  }

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.instead : this.props.children;
  }
}

/** Shows a note, or says that it cannot be shown. */
export function GuardedNote(props: { note: unknown; children: ReactNode }): ReactElement {
  const t = useTranslations('common');
  return (
    <Guarded of={props.note} instead={<p className="hint cannot-show">{t('noteFailed')}</p>}>
      {props.children}
    </Guarded>
  );
}
