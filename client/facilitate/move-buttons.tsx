import type { ReactElement } from 'react';
import { useTranslations } from '../i18n/use-translations.ts';
import { Button } from '../ui/button.tsx';

/** Two buttons that move something up and down its list; each is disabled where there is no neighbour to pass. */
export function MoveButtons(props: {
  name: string;
  canMoveUp: boolean;
  canMoveDown: boolean;
  onMove: (by: -1 | 1) => void;
}): ReactElement {
  const { name, canMoveUp, canMoveDown, onMove } = props;
  const common = useTranslations('common');
  return (
    <>
      <Button
        variant="tertiary"
        size="sm"
        icon="up"
        disabled={!canMoveUp}
        aria-label={common('moveUp', { name })}
        onClick={() => onMove(-1)}
      />
      <Button
        variant="tertiary"
        size="sm"
        icon="down"
        disabled={!canMoveDown}
        aria-label={common('moveDown', { name })}
        onClick={() => onMove(1)}
      />
    </>
  );
}
