import type { Metrics } from '../observe/metrics.ts';

/** What went through the sockets since the last report. Plain numbers: incrementing metrics per message would cost more. */
export interface Traffic {
  messagesIn: number;
  bytesIn: number;
  bytesOut: number;
}

export function noTraffic(): Traffic {
  return { messagesIn: 0, bytesIn: 0, bytesOut: 0 };
}

/** Adds the traffic to the metrics and resets it. */
export function reportTraffic(traffic: Traffic, metrics: Metrics): void {
  metrics.messagesIn.inc(traffic.messagesIn);
  metrics.bytesIn.inc(traffic.bytesIn);
  metrics.bytesOut.inc(traffic.bytesOut);
  Object.assign(traffic, noTraffic());
}
