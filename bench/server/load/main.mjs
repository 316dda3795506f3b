// The load generator, a process of its own: receives one job from the runner and sends back what it measured.
import { cursors } from './cursors.mjs';
import { joins } from './joins.mjs';
import { saturation } from './saturation.mjs';
import { typing } from './typing.mjs';

const KINDS = { typing, cursors, joins, saturation };

process.once('message', (job) => {
  KINDS[job.kind](job).then(
    (result) => process.send({ result }, () => process.exit(0)),
    (error) => process.send({ error: String(error?.stack ?? error) }, () => process.exit(1)),
  );
});
