import type { Metrics } from '../observe/metrics.ts';

/** What went through the sockets since it was last told. Plain numbers: a counter for each message would cost more. */
export interface Traffic {
  messagesIn: number;
  bytesIn: number;
  bytesOut: number;
}

export function noTraffic(): Traffic {
  return { messagesIn: 0, bytesIn: 0, bytesOut: 0 };
}

/** Adds it to the counters and begins anew. */
export function tellTraffic(traffic: Traffic, metrics: Metrics): void {
  metrics.messagesIn.inc(traffic.messagesIn);
  metrics.bytesIn.inc(traffic.bytesIn);
  metrics.bytesOut.inc(traffic.bytesOut);
  Object.assign(traffic, noTraffic());
}
