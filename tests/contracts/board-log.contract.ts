import { expect, test } from 'vitest';
import type { BoardId } from '#board/ids';
import { type BoardLog, LogCorrupt } from '../../sync-server/storage/board-log.ts';

/** What the contract needs of an implementation. */
export interface BoardLogUnderTest {
  /** Opens the log again on its data. */
  open(): Promise<BoardLog>;
  /** Flips one byte of a stored entry. */
  damage(boardId: BoardId, seq: number): Promise<void>;
  /** Removes one stored entry. */
  lose(boardId: BoardId, seq: number): Promise<void>;
}

const board = (name: string) => `${name}-aaaaaaaaaaaaaaaa` as BoardId;
const bytes = (...values: number[]) => new Uint8Array(values);
const plain = (updates: readonly Uint8Array[]) => updates.map((update) => [...update]);

/** What every implementation of BoardLog must do. */
export function boardLogContract(name: string, start: () => Promise<BoardLogUnderTest>): void {
  test(`${name}: a board that was never written reads as empty`, async () => {
    const log = await (await start()).open();
    expect(await log.load(board('a'))).toEqual({
      updates: [],
      seq: 0,
      entries: 0,
      bytes: 0,
      changedAt: null,
      owners: [],
    });
    await log.close();
  });

  test(`${name}: entries are read back in order, also after reopening, and boards are separate`, async () => {
    const under = await start();
    const log = await under.open();
    await log.append(board('a'), { seq: 1, updates: [bytes(1)], at: 10 });
    await log.append(board('a'), { seq: 2, updates: [bytes(2), bytes(), bytes(3)], at: 20 });
    await log.append(board('ab'), { seq: 1, updates: [bytes(9)], at: 30 });
    await log.close();
    const again = await under.open();
    const { updates, seq, entries, changedAt } = await again.load(board('a'));
    expect(plain(updates)).toEqual([[1], [2], [], [3]]);
    expect([seq, entries, changedAt]).toEqual([2, 2, 20]);
    expect(plain((await again.load(board('ab'))).updates)).toEqual([[9]]);
    await again.close();
  });

  test(`${name}: I2 a checkpoint replaces the entries up to it, and later entries stay`, async () => {
    const log = await (await start()).open();
    for (let seq = 1; seq <= 5; seq++) await log.append(board('a'), { seq, updates: [bytes(seq)], at: seq });
    await log.checkpoint(board('a'), { seq: 3, state: bytes(123), at: 3 });
    await log.append(board('a'), { seq: 6, updates: [bytes(6)], at: 6 });
    const { updates, seq } = await log.load(board('a'));
    expect(plain(updates)).toEqual([[123], [4], [5], [6]]);
    expect(seq).toBe(6);
    await log.close();
  });

  test(`${name}: checkpoints and appends of many boards at the same time all resolve`, async () => {
    const log = await (await start()).open();
    const one = async (name: string) => {
      for (let seq = 1; seq <= 50; seq++) {
        const appended = log.append(board(name), { seq, updates: [bytes(seq)], at: seq });
        const folded = seq % 10 === 0 ? log.checkpoint(board(name), { seq: seq - 1, state: bytes(0), at: seq }) : null;
        await Promise.all([appended, folded]);
      }
      expect(plain((await log.load(board(name))).updates)).toEqual([[0], [50]]);
    };
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map(one));
    await log.close();
  });

  test(`${name}: I3 damage and gaps are reported with board and entry, and other boards can be read`, async () => {
    const under = await start();
    const log = await under.open();
    for (const name of ['a', 'b', 'c']) {
      for (let seq = 1; seq <= 3; seq++) await log.append(board(name), { seq, updates: [bytes(seq, 7, 7)], at: seq });
    }
    await log.close();
    await under.damage(board('a'), 2);
    await under.lose(board('b'), 2);
    const again = await under.open();
    const faultOf = async (name: string) => {
      const error: unknown = await again.load(board(name)).catch((thrown: unknown) => thrown);
      return error instanceof LogCorrupt ? [error.boardId, error.seq] : error;
    };
    expect(await faultOf('a')).toEqual([board('a'), 2]);
    expect(await faultOf('b')).toEqual([board('b'), 2]);
    expect(plain((await again.load(board('c'))).updates)).toHaveLength(3);
    await again.close();
  });

  test(`${name}: a damaged board is reported with all that can still be trusted, and is not changed`, async () => {
    const under = await start();
    const log = await under.open();
    const owner = (clientId: number) => ({ clientId, member: `member-${clientId}` });
    for (let seq = 1; seq <= 3; seq++) {
      await log.append(board('a'), { seq, updates: [bytes(seq)], at: seq, owners: [owner(seq)] });
    }
    await log.checkpoint(board('a'), { seq: 3, state: bytes(33), at: 3, owners: [owner(1), owner(2), owner(3)] });
    for (let seq = 4; seq <= 6; seq++) {
      await log.append(board('a'), { seq, updates: [bytes(seq, 7, 7)], at: seq, owners: [owner(seq)] });
    }
    await log.close();
    await under.damage(board('a'), 5);
    for (let times = 0; times < 2; times++) {
      const again = await under.open();
      const error = await again.load(board('a')).catch((thrown: unknown) => thrown);
      if (!(error instanceof LogCorrupt)) throw new Error('it was read');
      expect(error.seq).toBe(5);
      expect(plain(error.sound?.updates ?? [])).toEqual([[33], [4, 7, 7]]);
      expect(error.sound?.seq).toBe(4);
      expect(error.sound?.changedAt).toBe(4);
      expect(error.sound?.owners).toEqual([1, 2, 3, 4].map(owner));
      await again.close();
    }
  });

  test(`${name}: owners of client ids are read back from the checkpoint and the entries after it`, async () => {
    const under = await start();
    const log = await under.open();
    const [first, second] = [
      { clientId: 2 ** 32 - 1, member: 'AAAAAAAAAAAAAAAAAAAAAA' },
      { clientId: 7, member: 'BBBBBBBBBBBBBBBBBBBBBB' },
    ];
    await log.append(board('a'), { seq: 1, updates: [bytes(1)], at: 1, owners: [first] });
    expect((await log.load(board('a'))).owners).toEqual([first]);
    await log.checkpoint(board('a'), { seq: 1, state: bytes(11), at: 1, owners: [first] });
    await log.append(board('a'), { seq: 2, updates: [bytes(2)], at: 2, owners: [second] });
    await log.close();
    const again = await under.open();
    expect((await again.load(board('a'))).owners).toEqual([first, second]);
    await again.close();
  });

  test(`${name}: a deleted board is gone, others are not`, async () => {
    const under = await start();
    const log = await under.open();
    for (const name of ['a', 'ab']) await log.append(board(name), { seq: 1, updates: [bytes(1)], at: 1 });
    await log.delete(board('a'));
    await log.delete(board('never'));
    expect((await log.load(board('a'))).seq).toBe(0);
    expect((await log.load(board('ab'))).seq).toBe(1);
    await log.ping();
    await log.close();
    const again = await under.open();
    expect((await again.load(board('a'))).seq).toBe(0);
    expect((await again.load(board('ab'))).seq).toBe(1);
    await again.close();
  });
}
