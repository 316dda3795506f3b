import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

export interface Fault {
  /** Where it was caught: a short word, of which there are few, since each is a label of a counter. */
  readonly where: 'http' | 'socket' | 'room' | 'promise' | 'process';
  readonly error: unknown;
  /** The board that it concerns, where that is known. */
  readonly board?: string | undefined;
}

/** Logs and counts an error that no code expected. What is done about it, says decision 10. */
export function tellFault(logger: Logger, metrics: Metrics, { where, error, board }: Fault): void {
  metrics.faults.inc({ where });
  logger.error({ err: error, where, board }, 'an error that nobody expected');
}
