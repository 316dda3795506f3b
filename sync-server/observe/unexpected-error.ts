import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** An error that no code expected, with where it was caught. */
export interface UnexpectedError {
  /** A label of a counter, so the values must stay few. */
  readonly where: 'http' | 'socket' | 'room' | 'promise' | 'process';
  readonly error: unknown;
  /** The board that it concerns, where that is known. */
  readonly board?: string | undefined;
}

/** Logs and counts an error that no code expected. Decision 10 says what follows from each. */
export function reportUnexpected(logger: Logger, metrics: Metrics, { where, error, board }: UnexpectedError): void {
  metrics.faults.inc({ where });
  logger.error({ err: error, where, board }, 'an unexpected error');
}
