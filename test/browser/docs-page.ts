import type { Browser, Locator, Page, Response } from 'playwright-core';
import type { TestGateway } from '../support/gateway.js';

const PATIENCE_MS = 30_000;

/** What an operation shows after it was executed. */
export interface Shown {
  readonly status: number;
  readonly body: string;
  /** What really came over the network. */
  readonly response: Response;
}

/** The example beside a documented status, and the examples that can be chosen there. */
export interface ShownExample {
  readonly status: string;
  readonly text: string | null;
  readonly choices: readonly (string | null)[];
}

/** Swagger UI of a gateway, open in a browser, with everything that went wrong there so far. */
export class DocsPage {
  readonly foreignRequests: string[] = [];
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    readonly url: string,
  ) {
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('request', (request) => {
      if (!request.url().startsWith(`${url}/`)) this.foreignRequests.push(request.url());
    });
    page.on('console', (message) => {
      // Chromium logs every answer with an error status; such answers are asked for here.
      const isAnswer = message.text().startsWith('Failed to load resource') && message.location().url.includes('/v1/');
      if (['error', 'warning'].includes(message.type()) && !isAnswer) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async open(browser: Browser, gateway: TestGateway): Promise<DocsPage> {
    const docs = new DocsPage(await browser.newPage(), gateway.url);
    await docs.page.exposeFunction('complain', (what: string) => void docs.complaints.push(what));
    await docs.page.addInitScript(`
      addEventListener('securitypolicyviolation', (event) => complain('CSP: ' + event.violatedDirective + ' ' + event.blockedURI));
    `);
    await docs.page.goto(`${gateway.url}/docs`);
    await docs.page.locator('.opblock').first().waitFor();
    return docs;
  }

  async authorize(key: string): Promise<void> {
    await this.page.locator('.auth-wrapper .authorize').click();
    const dialog = this.page.locator('.modal-ux');
    await dialog.locator('input').fill(key);
    await dialog.locator('button.authorize').click();
    await dialog.locator('button.btn-done').click();
    await dialog.waitFor({ state: 'detached' });
  }

  /** An operation by its id, opened. */
  async expand(operationId: string): Promise<Locator> {
    const block = this.page.locator(`.opblock[id$="-${operationId}"]`);
    await block.locator('.opblock-summary-control').click();
    await block.locator('.try-out__btn').first().waitFor();
    return block;
  }

  /** An operation by its id, opened and ready to be executed; “Try it out” stays pressed when it is closed. */
  async tryOut(operationId: string): Promise<Locator> {
    const block = await this.expand(operationId);
    const start = block.locator('.try-out__btn:not(.cancel, .reset)');
    if ((await start.count()) > 0) await start.click();
    return block;
  }

  /** Closes every open operation. */
  async collapse(): Promise<void> {
    const open = this.page.locator('.opblock.is-open');
    for (let left = await open.count(); left > 0; left--)
      await open.first().locator('.opblock-summary-control').click();
    await open.first().waitFor({ state: 'detached' });
  }

  /** What the page shows for each documented status of the open operation, everything unfolded. */
  async readExamples(): Promise<ShownExample[]> {
    return this.page.evaluate(`(() => {
      const block = document.querySelector('.opblock.is-open');
      for (const summary of block.querySelectorAll('details:not([open]) > summary')) summary.click();
      return [...block.querySelectorAll('tr.response[data-code]')].map((row) => ({
        status: row.dataset.code,
        text: row.querySelector('pre.example')?.innerText ?? null,
        choices: [...row.querySelectorAll('.examples-select option')].map((option) => option.textContent),
      }));
    })()`);
  }

  /** Presses “Execute” and reads what the page shows then. */
  async execute(block: Locator): Promise<Shown> {
    const answered = this.page.waitForResponse((response) => !response.url().includes('/docs/'));
    await block.locator('.execute').click();
    return this.readAnswer(block, await answered);
  }

  async readAnswer(block: Locator, response: Response): Promise<Shown> {
    const answer = block.locator('.live-responses-table');
    await answer.waitFor();
    const status = await answer.locator('tbody .response-col_status').first().innerText();
    const body = await answer.locator('tbody .response-col_description .highlight-code pre').first().innerText();
    return { status: Number.parseInt(status, 10), body, response };
  }
}
