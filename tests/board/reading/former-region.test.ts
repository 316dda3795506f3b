import { describe, expect, it } from 'vitest';
import { removeField } from '#board/field';
import { regionIdOf } from '#board/ids';
import { NULL_STATE, removeItem, setItemState } from '#board/item';
import { formerName, formerRegion } from '#board/reading/former-region';
import { readBoard } from '#board/reading/read-board';
import { ALT_1, ALT_2, GENERAL, MEASURE, RISK, seededDoc } from '../helpers.ts';

const RISK_1 = regionIdOf(RISK, ALT_1);

describe('a region that is not there now', () => {
  it('is named by its item and its field, when the field was removed', () => {
    const doc = seededDoc();
    removeField(doc, RISK);
    expect(formerName(readBoard(doc), RISK_1, 'nb')).toBe('Ett – Risiko');
    expect(formerName(readBoard(doc), RISK_1, 'en')).toBe('Ett – Risiko (en)');
  });

  it('is named by its item and its field, when the item was removed', () => {
    const doc = seededDoc();
    removeItem(doc, ALT_1);
    expect(formerName(readBoard(doc), RISK_1, 'nn')).toBe('Ett – Risiko (nn)');
  });

  it('is named by both when the null alternative lacks it', () => {
    const doc = seededDoc();
    setItemState(doc, ALT_1, NULL_STATE);
    expect(formerName(readBoard(doc), regionIdOf(MEASURE, ALT_1), 'nb')).toBe('Ett – Tiltak');
    expect(formerName(readBoard(doc), regionIdOf(MEASURE, ALT_2), 'nb')).toBe('Ingen – Tiltak');
  });

  it('is named by its field alone, when that stood under no item', () => {
    const doc = seededDoc();
    removeField(doc, GENERAL as string as typeof RISK);
    expect(formerName(readBoard(doc), GENERAL, 'nb')).toBe('Generelt');
    expect(formerRegion(readBoard(doc), GENERAL)).toMatchObject({ field: { id: GENERAL }, item: null });
  });

  it('is nothing where neither field nor item is known', () => {
    const board = readBoard(seededDoc());
    for (const id of ['nowhere', `alt-9-${RISK}`, `${ALT_1}-nowhere`, `${ALT_1}${RISK}`, `x${RISK_1}`, '']) {
      expect(formerRegion(board, id), id).toBeNull();
      expect(formerName(board, id, 'nb'), id).toBeNull();
    }
  });
});
