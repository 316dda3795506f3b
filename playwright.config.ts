import { defineConfig } from '@playwright/test';
import { installedChromium } from './tools/ensure-chromium.mjs';

const executablePath = installedChromium();

/** The journeys: complete paths through the built product in a real Chromium. Run by `npm run test:journeys`. */
export default defineConfig({
  testDir: 'tests/journeys',
  outputDir: 'dist/journeys',
  globalSetup: './tests/helpers/browser/setup.ts',
  // One browser at a time: several would compete for the cores and slow each other into timeouts.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
  timeout: 45_000,
  expect: { timeout: 10_000 },
  use: {
    locale: 'nb-NO',
    timezoneId: 'Europe/Oslo',
    viewport: { width: 1400, height: 900 },
    actionTimeout: 10_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath === null ? {} : { executablePath }),
      // CI has no UTF-8 locale; without one Chromium names every file with an å in its name "download".
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      args: [
        '--no-sandbox', // Chromium refuses to run as root with it
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
