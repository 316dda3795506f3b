import type { IncomingHttpHeaders } from 'node:http';

/** Which pages may open a socket. */
export interface OriginRule {
  /** The origin of PUBLIC_URL, or null if it is not set. */
  readonly publicOrigin: string | null;
  /** X-Forwarded-Host, which a proxy sets to the real host, is believed. */
  readonly trustProxy: boolean;
}

/**
 * Whether the page that sent the request may open a socket. Programs other than browsers send no origin and may. A
 * browser's page must come from PUBLIC_URL or from the host it connects to. Boards are guarded by tokens; this keeps
 * other sites' pages from using a member's browser.
 */
export function originAllowed(headers: IncomingHttpHeaders, rule: OriginRule): boolean {
  const { origin } = headers;
  if (origin === undefined) return true;
  if (origin === rule.publicOrigin) return true;
  const forwarded = rule.trustProxy ? headers['x-forwarded-host'] : undefined;
  const host = (Array.isArray(forwarded) ? forwarded[0] : forwarded) ?? headers.host;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
