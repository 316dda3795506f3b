import type { IncomingHttpHeaders } from 'node:http';

/** Where pages that may open a socket come from. */
export interface OriginRule {
  /** The origin that links are made with, or null. */
  readonly publicOrigin: string | null;
  /** A proxy in front tells the real host in X-Forwarded-Host. */
  readonly trustProxy: boolean;
}

/**
 * Whether a page of this origin may open a socket: programs send none; browsers must come from PUBLIC_URL or from the
 * very host that they connect to. Tokens guard the boards; this keeps other sites' pages from using a member's browser.
 */
export function originAllowed(headers: IncomingHttpHeaders, rule: OriginRule): boolean {
  const { origin } = headers;
  if (origin === undefined) return true;
  if (origin === rule.publicOrigin) return true;
  const forwarded = rule.trustProxy ? headers['x-forwarded-host'] : undefined;
  const host = (Array.isArray(forwarded) ? forwarded[0] : forwarded) ?? headers.host;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
