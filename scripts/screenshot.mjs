// Makes docs/swagger-ui.png from the built gateway: npm run screenshot. Needs a Chromium (CHROMIUM_PATH, or the usual one).
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startGateway } from '../dist/start.js';
import { DEMO_KEY } from '../dist/sandbox/sandbox.js';

const path = join(import.meta.dirname, '..', 'docs', 'swagger-ui.png');
const gateway = await startGateway({
  GATEWAY_MODE: 'sandbox',
  GATEWAY_LOG_LEVEL: 'silent',
  PORT: '0',
  METRICS_PORT: 'off',
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${gateway.url}/docs`);
  await page.locator('.auth-wrapper .authorize').click();
  await page.locator('.modal-ux input').fill(DEMO_KEY);
  await page.locator('.modal-ux button.authorize').click();
  await page.locator('.modal-ux button.btn-done').click();
  await page.locator('.modal-ux').waitFor({ state: 'detached' });
  await page.evaluate('document.activeElement.blur()');
  await page.mouse.move(0, 0);
  // What the mouse had touched fades out.
  await page.waitForTimeout(1000);
  await page.screenshot({ path });
  console.log(`${path}: ${Math.round(statSync(path).size / 1024)} KiB`);
} finally {
  await browser.close();
  await gateway.stop();
}
