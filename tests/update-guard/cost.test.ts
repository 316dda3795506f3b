/**
 * No shape of an update costs the server more than its size: four times as large, at most about four times as dear, in
 * every decoder, judge, rule, reader and repair, and in Yjs itself for what is accepted.
 */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { readBoard } from '#board/reading/read-board';
import { faultsOf } from '#board/rules/document-rules';
import { type Fault, repair } from '#board/rules/fault';
import { defaultLimits } from '#protocol/limits';
import { glance } from '../../sync-server/update-guard/glance.ts';
import { growthOf } from '../../sync-server/update-guard/growth.ts';
import { KnownStructs } from '../../sync-server/update-guard/known-structs.ts';
import { touches } from '../../sync-server/update-guard/touches.ts';
import { SHAPES } from './shapes.ts';

const SMALL = 5_000;
const GROWTH = 4;
/** Linear is 4; the rest is room for sorting, for caches that no longer fit, and for a busy machine. */
const MOST = 8;
/** Processor time that says nothing about growth: collecting garbage, compiling. */
const NOISE_MS = 100;
const RUNS = 2;

test.each(Object.entries(SHAPES))('%s cost time in proportion to their number', { timeout: 120_000 }, (_name, make) => {
  const [small, large] = [cheapest(make(SMALL)), cheapest(make(SMALL * GROWTH))];
  const dear = Object.keys(large).filter((step) => (large[step] ?? 0) > MOST * (small[step] ?? 0) + NOISE_MS);
  console.info(JSON.stringify({ small: rounded(small), large: rounded(large) }));
  expect(dear).toEqual([]);
});

/** Milliseconds of processor time of each step, the best of a few runs. */
type Costs = Record<string, number>;

function cheapest(update: Uint8Array): Costs {
  const runs = Array.from({ length: RUNS }, () => costsOf(update));
  const steps = Object.keys(runs[0] ?? {});
  return Object.fromEntries(steps.map((step) => [step, Math.min(...runs.map((run) => run[step] ?? 0))]));
}

function costsOf(update: Uint8Array): Costs {
  const doc = createBoardDoc();
  const costs: Costs = { glance: costOf(() => glance(new KnownStructs(), update)) };
  let accepted = true;
  costs.judge = costOf(() => {
    try {
      accepted = !touches(doc, update).gap;
    } catch {
      accepted = false;
    }
  });
  if (!accepted) return costs;
  costs.growth = costOf(() => growthOf(doc, update));
  let faults: Fault[] = [];
  doc.once('afterTransaction', (transaction: Y.Transaction) => {
    costs.rules = costOf(() => {
      faults = faultsOf(doc, transaction, defaultLimits());
    });
  });
  costs.apply = costOf(() => Y.applyUpdate(doc, update)) - (costs.rules ?? 0);
  costs.repair = costOf(() => doc.transact(() => repair(doc, faults)));
  costs.read = costOf(() => readBoard(doc));
  const state = Y.encodeStateAsUpdate(doc);
  costs.load = costOf(() => Y.applyUpdate(createBoardDoc(), state));
  return costs;
}

function costOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function rounded(costs: Costs): Costs {
  return Object.fromEntries(Object.entries(costs).map(([step, ms]) => [step, Math.round(ms)]));
}
