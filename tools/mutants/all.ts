import { it } from 'vitest';

// What Vitest is given to run. The work is in runner.mjs, after this.
it('begins', () => undefined);
