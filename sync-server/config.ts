import { defaultLimits, LIMITS, type LimitName, type Limits } from '#protocol/limits';
import { StartError } from './start-error.ts';

/** What the environment says. */
export interface Config {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly dataDir: string;
  /** The origin of the links that the server makes; null: that of each request. */
  readonly publicUrl: string | null;
  /** Required for making a board; null: anybody may. */
  readonly adminToken: string | null;
  readonly logLevel: string;
  readonly trustProxy: boolean;
  readonly limits: Limits;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const LATER = ['DATABASE_URL', 'REDIS_URL'];
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;
const MOST = 2 ** 40;

/** Reads the configuration. Throws StartError with a sentence that names the variable. */
export function readConfig(env: Environment): Config {
  refuseUnknown(env);
  const host = text(env, 'HOST') ?? '127.0.0.1';
  const adminToken = text(env, 'ADMIN_TOKEN');
  if (adminToken !== null && adminToken.length < 16) {
    throw new StartError('ADMIN_TOKEN is too short to be a secret: give it at least 16 characters.');
  }
  if (adminToken === null && !LOOPBACK.test(host)) {
    throw new StartError(
      `HOST is ${host}, where others can reach the server, but ADMIN_TOKEN is not set, so that anybody could make boards: set ADMIN_TOKEN, or HOST=127.0.0.1.`,
    );
  }
  return {
    host,
    port: wholeNumber(env, 'PORT', 3000, 0, 65_535),
    dataDir: dataDirOf(env),
    publicUrl: publicUrl(env),
    adminToken,
    logLevel: oneOf(env, 'LOG_LEVEL', LOG_LEVELS, 'info'),
    trustProxy: oneOf(env, 'TRUST_PROXY', ['true', 'false'], 'false') === 'true',
    limits: limits(env),
  };
}

/** Where everything is stored. */
export function dataDirOf(env: Environment): string {
  return text(env, 'DATA_DIR') ?? './data';
}

/** Throws on names that only look like ours: a misspelt limit must not silently leave the default in force. */
function refuseUnknown(env: Environment): void {
  const known = new Set<string>(Object.values(LIMITS).map((limit) => limit.env));
  for (const name of Object.keys(env)) {
    if ((name.startsWith('LIMIT_') || name.startsWith('VEIVALG_')) && !known.has(name)) {
      throw new StartError(
        `${name} is not a variable that this server knows: look for the right name at /api/limits or in the README.`,
      );
    }
  }
  for (const name of LATER) {
    if (text(env, name) !== null) {
      throw new StartError(`${name} is set, but this version stores everything under DATA_DIR: unset ${name}.`);
    }
  }
}

function limits(env: Environment): Limits {
  const values: Record<LimitName, number> = { ...defaultLimits() };
  for (const name of Object.keys(LIMITS) as LimitName[]) {
    values[name] = wholeNumber(env, LIMITS[name].env, LIMITS[name].value, 1, MOST);
  }
  return values;
}

function publicUrl(env: Environment): string | null {
  const value = text(env, 'PUBLIC_URL');
  if (value === null) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search || url.hash) {
    throw new StartError(`PUBLIC_URL is "${value}", but must be an origin such as https://veivalg.example.no.`);
  }
  return url.origin;
}

function text(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
}

function wholeNumber(env: Environment, name: string, usual: number, least: number, most: number): number {
  const value = text(env, name);
  if (value === null) return usual;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new StartError(`${name} is "${value}", but must be a whole number from ${least} to ${most}.`);
}

function oneOf(env: Environment, name: string, values: readonly string[], usual: string): string {
  const value = text(env, name) ?? usual;
  if (values.includes(value)) return value;
  throw new StartError(`${name} is "${value}", but must be one of ${values.join(', ')}.`);
}
