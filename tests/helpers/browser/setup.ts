import { buildProduct } from '../build-when-outdated.ts';

/** The journeys run the built server and client, so the build must be up to date. */
// biome-ignore lint/style/noDefaultExport: Playwright requires a default export.
export default function browserSetup(): void {
  buildProduct();
}
