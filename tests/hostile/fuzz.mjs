/** `npm run fuzz -- --seed n --minutes m`: sends mutated frames to a real server. The default seed is from the clock. */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { seed: { type: 'string' }, minutes: { type: 'string', default: '5' } } });
const seed = values.seed ?? process.env.SEED ?? String(Date.now() % 1_000_000_000);
if (!/^\d+$/.test(seed) || !(Number(values.minutes) > 0)) {
  process.stderr.write('npm run fuzz -- --seed <whole number> --minutes <number>\n');
  process.exit(2);
}
const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'tests/hostile/fuzz.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, SEED: seed, FUZZ_MINUTES: values.minutes },
});
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
