/**
 * Builds the container image, starts it, waits until its own health check passes, and stops it: `npm run docker`.
 * Where there is no Docker engine it says so and ends with 1. The image stays, as `veivalg`.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const IMAGE = 'veivalg';
const HEALTHY_WITHIN_MS = 60_000;

await buildAndTry();

async function buildAndTry() {
  // The client may be installed without an engine, so its version says nothing.
  if (docker(['info']).status !== 0) return fail('There is no Docker engine here, so the image was not built.');
  const built = spawnSync('docker', ['build', '--tag', IMAGE, '.'], { cwd: ROOT, stdio: 'inherit' });
  if (built.status !== 0) return fail('The image could not be built.');
  const token = randomBytes(24).toString('base64url');
  const started = docker(['run', '--detach', '--env', `ADMIN_TOKEN=${token}`, IMAGE]);
  if (started.status !== 0) return fail(`The container did not start: ${started.stderr}`);
  const container = started.stdout.trim();
  try {
    await tryContainer(container);
  } finally {
    docker(['rm', '--force', '--volumes', container]);
  }
}

async function tryContainer(container) {
  const health = await healthOf(container);
  if (health !== 'healthy') return fail(`The server is ${health}:\n${logOf(container)}`);
  docker(['stop', container]);
  const code = inspect(container, '{{.State.ExitCode}}');
  if (code !== '0') return fail(`The server ended with ${code} when it was stopped:\n${logOf(container)}`);
  process.stdout.write(`The image ${IMAGE} was built; its server answers /healthz and stops when it is told to.\n`);
}

/** What the container's health check has found: 'healthy', or the last state where it does not become so in time. */
async function healthOf(container) {
  const deadline = performance.now() + HEALTHY_WITHIN_MS;
  for (;;) {
    const running = inspect(container, '{{.State.Running}}') === 'true';
    const health = running ? inspect(container, '{{.State.Health.Status}}') : 'not running any more';
    if (health !== 'starting' || performance.now() > deadline) return health;
    await wait(500);
  }
}

function inspect(container, format) {
  return docker(['inspect', '--format', format, container]).stdout.trim();
}

function logOf(container) {
  const { stdout, stderr } = docker(['logs', container]);
  return stdout + stderr;
}

/** A command without output of its own. Where there is no program `docker`, the status is null. */
function docker(args) {
  const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8' });
  return { status, stdout: stdout ?? '', stderr: stderr ?? '' };
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
