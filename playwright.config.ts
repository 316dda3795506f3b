import { defineConfig } from '@playwright/test';
import { installedChromium } from './tools/ensure-chromium.mjs';

const executablePath = installedChromium();

/** The journeys: whole paths through the built product in a real Chromium. `npm run test:journeys` runs them. */
export default defineConfig({
  testDir: 'tests/journeys',
  outputDir: 'dist/journeys',
  globalSetup: './tests/helpers/browser/setup.ts',
  // One browser at a time: two would fight for the cores and make the journeys measure each other.
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
      // Without a UTF-8 locale, as CI has none, Chromium calls every file with an å in its name "download".
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
