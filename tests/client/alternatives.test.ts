import { describe, expect, it } from 'vitest';
import { readAlternatives } from '../../client/pages/alternatives.ts';

describe('readAlternatives', () => {
  it('reads one alternative per line, drops bullets, numbers and empty lines, and marks the last as null', () => {
    const list = '1. BET i FACT ung\r\n\r\n- Ambulant team\n• 24-timers tilbud\n4) Ikke noe BET-tilbud\n';
    expect(readAlternatives(list, true)).toEqual([
      { title: 'BET i FACT ung', isNull: false },
      { title: 'Ambulant team', isNull: false },
      { title: '24-timers tilbud', isNull: false },
      { title: 'Ikke noe BET-tilbud', isNull: true },
    ]);
  });

  it('marks no null alternative in a list of one, or when none is wanted', () => {
    expect(readAlternatives('Alene', true)).toEqual([{ title: 'Alene', isNull: false }]);
    expect(readAlternatives('A\nB', false).some(({ isNull }) => isNull)).toBe(false);
  });
});
