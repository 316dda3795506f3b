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
import { orderBetween } from '#board/order';
import { newId } from '../api/new-id.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { useBoard } from '../sync/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Check } from '../ui/field.tsx';
import { useToast } from '../ui/toast.tsx';
import { AddField } from './add-field.tsx';
import { NameField } from './name-field.tsx';
import { useSteps } from './use-steps.ts';

/** The alternatives in their order: rename, move, mark as the null alternative, remove and restore. */
export function Items({ session }: { session: BoardSession }): ReactElement {
  const t = useTranslations('panel');
  const common = useTranslations('common');
  const board = useBoard(session);
  const toast = useToast();
  const step = useSteps(session);
  const { items, removedItems } = board;

  const move = (at: number, by: -1 | 1) => {
    const one = items[at];
    if (one === undefined) return;
    const [before, after] = by < 0 ? [at - 2, at - 1] : [at + 1, at + 2];
    const order = orderBetween(items[before]?.order ?? null, items[after]?.order ?? null, one.id);
    step((doc) => moveItem(doc, one.id, order));
  };
  const remove = ({ id, title }: Item) => {
    const count = [...board.regions.values()]
      .filter((region) => region.itemId === id)
      .reduce((sum, region) => sum + region.notes.length, 0);
    step((doc) => removeItem(doc, id));
    const back = { label: common('undo'), run: () => step((doc) => restoreItem(doc, id)) };
    toast({ text: t('removed', { name: title, count }), action: back });
  };
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
              <Button
                variant="tertiary"
                size="sm"
                icon="up"
                disabled={at === 0}
                aria-label={common('moveUp', { name: one.title })}
                onClick={() => move(at, -1)}
              />
              <Button
                variant="tertiary"
                size="sm"
                icon="down"
                disabled={at === items.length - 1}
                aria-label={common('moveDown', { name: one.title })}
                onClick={() => move(at, 1)}
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
      <AddField
        label={t('newAlternative')}
        onAdd={(title) => step((doc) => addItem(doc, { id: newId<ItemId>(), dimension: ALTERNATIVE, title }))}
      />
      <p className="hint">{t('removeAlternativeHint')}</p>
      {removedItems.length === 0 ? null : (
        <>
          <h3>{t('removedAlternatives')}</h3>
          <ul className="stack" data-gap="sm">
            {removedItems.map((one) => (
              <li key={one.id} className="panel-line">
                <span className="grow">{one.title}</span>
                <Button
                  size="sm"
                  aria-label={`${common('restore')}: ${one.title}`}
                  onClick={() => step((doc) => restoreItem(doc, one.id))}
                >
                  {common('restore')}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
