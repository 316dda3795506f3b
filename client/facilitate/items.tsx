import type { ReactElement } from 'react';
import type { ItemId } from '#board/ids';
import {
  ALTERNATIVE,
  addItem,
  type Item,
  isNullItem,
  moveItem,
  NULL_STATE,
  removeItem,
  renameItem,
  restoreItem,
  setItemState,
} from '#board/item';
import { orderPast } from '#board/order';
import { newId } from '../api/new-id.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { useBoard } from '../sync/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Check } from '../ui/field.tsx';
import { AddByName } from './add-by-name.tsx';
import { MoveButtons } from './move-buttons.tsx';
import { NameField } from './name-field.tsx';
import { RemovedList } from './removed-list.tsx';
import { useRemoval } from './use-removal.ts';
import { useSteps } from './use-steps.ts';

/** The alternatives: add, rename, move, mark as the null alternative, remove and restore. */
export function Items({ session }: { session: BoardSession }): ReactElement {
  const t = useTranslations('panel');
  const common = useTranslations('common');
  const { items, removedItems } = useBoard(session);
  const step = useSteps(session);
  const removal = useRemoval(session);

  const move = (at: number, by: -1 | 1) => {
    const one = items[at];
    if (one === undefined) return;
    step((doc) => moveItem(doc, one.id, orderPast(items, at, by, one.id)));
  };
  const remove = ({ id, title }: Item) =>
    removal({
      name: title,
      isOwn: (region) => region.itemId === id,
      remove: (doc) => removeItem(doc, id),
      restore: (doc) => restoreItem(doc, id),
    });
  return (
    <>
      <ol className="stack">
        {items.map((one, at) => (
          <li key={one.id} className="panel-item">
            <div className="panel-line">
              <NameField
                label={t('alternativeName', { n: String(one.number) })}
                value={one.title}
                onRename={(title) => step((doc) => renameItem(doc, one.id, title))}
              />
              <MoveButtons
                name={one.title}
                canMoveUp={at > 0}
                canMoveDown={at < items.length - 1}
                onMove={(by) => move(at, by)}
              />
            </div>
            <div className="panel-line">
              <Check
                label={t('isNull')}
                checked={isNullItem(one)}
                onChange={(isNull) => step((doc) => setItemState(doc, one.id, isNull ? NULL_STATE : null))}
              />
              <Button
                variant="tertiary"
                size="sm"
                aria-label={`${common('remove')}: ${one.title}`}
                onClick={() => remove(one)}
              >
                {common('remove')}
              </Button>
            </div>
          </li>
        ))}
      </ol>
      <AddByName
        limit="titleCharacters"
        label={t('newAlternative')}
        onAdd={(title) => step((doc) => addItem(doc, { id: newId<ItemId>(), dimension: ALTERNATIVE, title }))}
      />
      <p className="hint">{t('removeAlternativeHint')}</p>
      <RemovedList
        heading={t('removedAlternatives')}
        removed={removedItems.map(({ id, title }) => ({ id, name: title }))}
        onRestore={(id) => step((doc) => restoreItem(doc, id))}
      />
    </>
  );
}
