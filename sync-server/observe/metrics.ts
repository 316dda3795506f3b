import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the server counts, told at /metrics. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Makes a fresh set of counters, so that several servers in one process do not share them. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name: `veivalg_${name}`, help, registers });
  const gauge = (name: string, help: string) => new Gauge({ name: `veivalg_${name}`, help, registers });
  return {
    registry,
    updates: counter('updates_total', 'Updates stored'),
    updateBytes: counter('update_bytes_total', 'Bytes of updates stored'),
    failedCommits: counter('failed_commits_total', 'Boards closed because a commit failed'),
    checkpoints: counter('checkpoints_total', 'Logs folded into a checkpoint'),
    sessions: gauge('sessions', 'Open connections'),
    rooms: gauge('rooms', 'Boards in memory'),
    closes: new Counter({
      name: 'veivalg_closes_total',
      help: 'Connections closed by the server',
      labelNames: ['reason'],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'veivalg_commit_seconds',
      help: 'From a commit’s start until it is on disk',
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
      registers,
    }),
  };
}

/** Adds the process's own figures: memory, CPU, event loop. Once per process. */
export function observeProcess(metrics: Metrics): void {
  collectDefaultMetrics({ register: metrics.registry });
}
