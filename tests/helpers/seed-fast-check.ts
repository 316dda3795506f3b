import fc from 'fast-check';
import { SEED } from './seeds.ts';

// fast-check prints the seed of a property that fails; SEED=n repeats it.
fc.configureGlobal({ seed: SEED });
