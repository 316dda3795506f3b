import { buildProduct } from '../build-when-outdated.ts';

/** The journeys use what was built, so it must be what the source says. */
// biome-ignore lint/style/noDefaultExport: Playwright takes a setup only so.
export default function browserSetup(): void {
  buildProduct();
}
