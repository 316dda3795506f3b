import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the server counts; /metrics shows it. */
export type Metrics = ReturnType<typeof createMetrics>;

/** A new set of counters for each server, so that several in one process do not share them. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name: `veivalg_${name}`, help, registers });
  const gauge = (name: string, help: string) => new Gauge({ name: `veivalg_${name}`, help, registers });
  const labelled = (name: string, help: string, label: string) =>
    new Counter({ name: `veivalg_${name}`, help, labelNames: [label], registers });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `veivalg_${name}`, help, buckets, registers });
  return {
    registry,
    updates: counter('updates_total', 'Updates stored'),
    updateBytes: counter('update_bytes_total', 'Bytes of updates stored'),
    /** The reasons are those of `rooms/judge.ts`. */
    refusedUpdates: labelled('refused_updates_total', 'Updates that were refused, by reason', 'reason'),
    bytesIn: counter('received_bytes_total', 'Bytes of messages received'),
    messagesIn: counter('received_messages_total', 'Messages received'),
    bytesOut: counter('sent_bytes_total', 'Bytes written to sockets'),
    failedCommits: counter('failed_commits_total', 'Boards closed because a commit failed'),
    checkpoints: counter('checkpoints_total', 'Logs folded into a checkpoint'),
    sessions: gauge('sessions', 'Open connections'),
    rateBuckets: gauge('rate_buckets', 'Members and addresses whose rates are kept'),
    behind: gauge('sessions_behind', 'Connections that read too slowly'),
    rooms: gauge('rooms', 'Boards in memory'),
    setAside: gauge('boards_set_aside', 'Boards opened read-only because their log is damaged'),
    queueBytes: gauge('commit_queue_bytes', 'Bytes of updates waiting for the disk'),
    unsavedSeconds: gauge('unsaved_seconds', 'Age of the oldest update that is not on disk yet'),
    groupSize: histogram(
      'commit_group_updates',
      'Updates in one commit, all boards together',
      [1, 2, 5, 10, 20, 50, 100, 500],
    ),
    closes: labelled('closes_total', 'Connections closed by the server', 'reason'),
    slowed: counter('slowed_total', 'Times a connection was slowed because it sent too much'),
    faults: labelled('faults_total', 'Unexpected errors, by where they were caught', 'where'),
    commitSeconds: histogram(
      'commit_seconds',
      'Time from the start of a commit until it is on disk and delivered',
      [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
    ),
  };
}

/** Adds the figures of the process: memory, CPU, event loop. Call it once per process. */
export function observeProcess(metrics: Metrics): void {
  collectDefaultMetrics({ register: metrics.registry });
}
