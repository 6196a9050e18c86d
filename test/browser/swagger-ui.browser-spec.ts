import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Browser, Locator } from 'playwright-core';
import { operationsIn, responsesOf, type DocumentedOperation } from '../../src/openapi/operations.js';
import { DEMO_KEY } from '../../src/sandbox/sandbox.js';
import { describeWithChromium, launchChromium } from '../support/chromium.js';
import { startTestGateway, type TestGateway } from '../support/gateway.js';
import { DocsPage } from './docs-page.js';

// Read before the tests are declared, so that there is one for every operation, whichever there are.
const document = await readDocument();
const operations = operationsIn(document).map((operation) => ({
  ...operation,
  id: operation.operation.operationId ?? '',
}));
const reads = operations.filter(({ method }) => method === 'GET');
const writes = operations.flatMap((operation) => {
  const types = contentTypes(operation);
  // Back to the first one at the end: what was typed for one type must not be left for the next.
  return [...types, ...types.slice(0, types.length > 1 ? 1 : 0)].map((type) => ({ ...operation, type }));
});

async function readDocument(): Promise<OpenAPIObject> {
  const gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
  const { body } = await gateway.call('/openapi.json', { key: null });
  await gateway.stop();
  return body as OpenAPIObject;
}

function contentTypes({ operation: { requestBody } }: DocumentedOperation): string[] {
  return requestBody && 'content' in requestBody ? Object.keys(requestBody.content) : [];
}

interface Example {
  readonly summary?: string;
  readonly value?: unknown;
}

describeWithChromium('Swagger UI', () => {
  let browser: Browser;
  let gateway: TestGateway;
  let docs: DocsPage;
  beforeAll(async () => {
    browser = await launchChromium();
    gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
    docs = await DocsPage.open(browser, gateway);
    await docs.authorize(DEMO_KEY);
  });
  afterAll(async () => {
    await browser?.close();
    await gateway?.stop();
  });
  beforeEach(() => gateway.simulators.forEach((simulator) => simulator.reset()));
  afterEach(async () => {
    await docs.collapse();
    expect(docs.foreignRequests).toEqual([]);
    expect(docs.complaints).toEqual([]);
  });

  test('begins with three steps that name the demo key', async () => {
    const steps = docs.page.locator('.info .description ol > li');
    expect(await steps.count()).toBe(3);
    expect(await steps.first().innerText()).toContain(DEMO_KEY);
  });

  test('has one tag per provider with only its own operations, each of them shown', async () => {
    const sections = await docs.page.locator('.opblock-tag-section').all();
    const shown = await Promise.all(
      sections.map(async (section) => ({
        tag: await section.locator('.opblock-tag').getAttribute('data-tag'),
        operations: await section.locator('.opblock').evaluateAll((blocks) => blocks.map(({ id }) => id)),
      })),
    );
    const expected = (document.tags ?? []).map(({ name }) => ({
      tag: name,
      operations: operations
        .filter(({ operation }) => operation.tags?.includes(name))
        .map(({ id }) => `operations-${name.replaceAll(' ', '_')}-${id}`),
    }));
    expect(shown).toEqual(expected);
  });

  describe.each(operations)('$name', ({ id, operation }) => {
    test('shows an example for every documented status, as it was recorded', async () => {
      await docs.expand(id);
      const shown = await docs.readExamples();
      const withBody = responsesOf(operation).filter(([status]) => status !== 304);
      const expected = withBody.map(([status, { content = {} }]) => {
        const examples = Object.values(Object.values(content)[0]?.examples ?? {}) as Example[];
        expect(examples.length).toBeGreaterThan(0);
        return { status: `${status}`, value: examples[0]?.value, choices: examples.map(({ summary }) => summary) };
      });
      const documented = shown.filter(({ status }) => status !== 'default' && status !== '304');
      expect(documented.map(({ text, ...row }) => ({ ...row, value: toValue(text ?? '') }))).toEqual(expected);
    });
  });

  describe.each(reads)('$name', ({ id, operation }) => {
    test('can be tried out as it stands', async () => {
      const block = await docs.tryOut(id);
      const { status, body, response } = await docs.execute(block);
      // The id of a write is made when it is sent; nobody has sent that of the example.
      const expected = operation.operationId === 'getOperation' ? 404 : 200;
      expect([status, response.status()]).toEqual([expected, expected]);
      const sent = await response.text();
      expect(toValue(body)).toEqual(toValue(sent.trim()));
    });
  });

  describe.each(writes)('$name as $type', ({ id, type, operation }) => {
    test('can be tried out as it stands, with the sample documents for files', async () => {
      const block = await docs.tryOut(id);
      const select = block.locator('.body-param-content-type select');
      if ((await select.inputValue()) !== type) await select.selectOption(type);
      await fillFiles(block.locator('tr:has(.required) .sample-document'));
      const { status, body, response } = await docs.execute(block);
      const expected = operation.responses['201'] ? 201 : 200;
      expect([status, response.status()]).toEqual([expected, expected]);
      expect(toValue(body)).toEqual(toValue(await response.text()));
    });
  });

  test('a failure can be forced and is shown as the problem that it is', async () => {
    const { id } = reads.find(({ operation }) => hasScenarios(operation)) ?? { id: '' };
    const block = await docs.tryOut(id);
    await block.locator('tr[data-param-name="X-Sandbox-Scenario"] select').selectOption('unavailable');
    const { status, body } = await docs.execute(block);
    expect(status).toBe(503);
    expect(toValue(body)).toMatchObject({ status: 503, code: 'provider_unavailable' });
  });

  test('a link from the text to an operation opens it on the same page, key kept', async () => {
    await docs.page.locator('.info .description a[href^="#/"]').click();
    await docs.page.locator('.opblock.is-open').waitFor();
    expect(docs.page.context().pages()).toHaveLength(1);
  });

  test('the key is not kept when the page is loaded again', async () => {
    const again = await DocsPage.open(browser, gateway);
    expect(await again.page.locator('.auth-wrapper .authorize.unlocked').count()).toBe(1);
    expect(
      await again.page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])'),
    ).toBe('[{},{},""]');
    await again.page.close();
  });

  test('authorize and execute need no mouse', async () => {
    const again = await DocsPage.open(browser, gateway);
    const { keyboard } = again.page;
    await tabTo(again, '.auth-wrapper .authorize');
    await keyboard.press('Enter');
    await again.page.locator('.modal-ux input:focus').waitFor();
    await keyboard.type(DEMO_KEY);
    await tabTo(again, '.modal-ux button.authorize');
    await keyboard.press('Enter');
    await tabTo(again, '.modal-ux button.btn-done');
    await keyboard.press('Enter');
    await tabTo(again, '.opblock-summary-control');
    await keyboard.press('Enter');
    await tabTo(again, '.try-out__btn');
    await keyboard.press('Enter');
    await tabTo(again, '.execute');
    const answered = again.page.waitForResponse(/\/v1\//);
    await keyboard.press('Enter');
    const { status } = await again.readAnswer(again.page.locator('.opblock.is-open'), await answered);
    expect(status).toBe(200);
    expect([again.foreignRequests, again.complaints]).toEqual([[], []]);
    await again.page.close();
  });
});

/** JSON as its value, anything else as text. */
function toValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function hasScenarios({ parameters = [] }: DocumentedOperation['operation']): boolean {
  return parameters.some((parameter) => 'name' in parameter && parameter.name === 'X-Sandbox-Scenario');
}

async function fillFiles(buttons: Locator): Promise<void> {
  for (const button of await buttons.all()) {
    const input = button.locator('xpath=preceding-sibling::input');
    await button.click();
    for (let waited = 0; (await input.inputValue()) === '' && waited < 2000; waited += 20) await pause(20);
    expect(await input.inputValue()).toMatch(/sample-document/);
  }
}

/** Presses Tab until what the selector means has the focus. */
async function tabTo({ page }: DocsPage, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor();
  for (let pressed = 0; pressed < 60; pressed++) {
    await page.keyboard.press('Tab');
    if ((await page.locator(`${selector}:focus`).count()) > 0) return;
  }
  throw new Error(`no Tab leads to ${selector}`);
}
