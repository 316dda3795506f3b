import { destination, pino } from 'pino';

/** The part of pino's logger that the server uses. */
export type Logger = pino.Logger;

/** Logs JSON lines to standard error; standard output is for the ready line. Tokens are never logged. */
export function createLogger(level: string): Logger {
  return pino(
    { level, redact: ['req.headers.authorization', 'headers.authorization'] },
    destination({ fd: 2, sync: true }),
  );
}
