import { destination, pino } from 'pino';

/** The part of pino's logger that the server uses. */
export type Logger = pino.Logger;

/** Logs JSON lines to standard error; standard output is for the line that says it listens. Never logs tokens. */
export function createLogger(level: string): Logger {
  return pino(
    { level, redact: ['req.headers.authorization', 'headers.authorization'] },
    destination({ fd: 2, sync: true }),
  );
}
