import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadModule, startTestGateway, type TestGateway } from '../support/gateway.js';

const { documentTypeOf } = await loadModule<typeof import('../../src/platform/upload/document-type.js')>(
  'platform/upload/document-type.js',
);
const { DEMO_KEY } = await loadModule<typeof import('../../src/sandbox/sandbox.js')>('sandbox/sandbox.js');

const SAMPLES = ['/docs/sample-document.png', '/docs/sample-document.pdf'];
// Nobody listens there; these gateways are asked about their documentation only.
const LIVE = { PARTNER_BASE_URL: 'http://127.0.0.1:9', PARTNER_API_KEY: 'a', PARTNER_API_SECRET: 'b' };

let sandbox: TestGateway;
let live: TestGateway;
beforeAll(async () => {
  sandbox = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
  live = await startTestGateway(LIVE);
});
afterAll(async () => {
  await sandbox?.stop();
  await live?.stop();
});

/** Everything that a page loads by itself. */
async function loadedBy(gateway: TestGateway): Promise<string[]> {
  const { text } = await gateway.call('/docs', { key: null });
  const style = await gateway.call('/docs/page.css', { key: null });
  const inStyle = [...style.text.matchAll(/url\('?([^')]+)'?\)/g)].map(([, name]) => `/docs/${name}`);
  return [...[...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path as string), ...new Set(inStyle)];
}

describe('the page of Swagger UI', () => {
  test.each(['/docs', '/docs/', '/openapi.json'])(
    '%s is open, and allows nothing but files of this server',
    async (path) => {
      const answer = await live.call(path, { key: null });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
          "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      );
    },
  );

  test('has no script or style of its own inside', async () => {
    const { text } = await sandbox.call('/docs', { key: null });
    expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/i);
  });

  test('every file that it loads is there, with its type', async () => {
    const paths = await loadedBy(sandbox);
    expect(paths.length).toBeGreaterThan(8);
    const types = { js: 'javascript', css: 'text/css', svg: 'image/svg+xml', json: 'application/json' };
    for (const path of paths) {
      const { status, headers } = await sandbox.call(path, { key: null });
      const type = types[path.split('.').pop() as keyof typeof types];
      expect([path, status, headers.get('content-type')]).toEqual([path, 200, expect.stringContaining(type)]);
    }
  });

  test.each(SAMPLES)('%s is a document that the gateway accepts', async (path) => {
    const response = await fetch(sandbox.url + path);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([response.status, await documentTypeOf(bytes)]).toEqual([200, response.headers.get('content-type')]);
  });

  test.each([
    { Range: 'bytes=0-3' },
    { Range: 'bytes=999999999-' },
    { Range: 'nonsense' },
    { 'If-Match': '"another"' },
    { 'If-Unmodified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
  ])('a file comes whole with %j', async (headers) => {
    const whole = await sandbox.call('/docs/page.css', { key: null });
    const answer = await sandbox.call('/docs/page.css', { key: null, headers });
    expect([answer.status, answer.text]).toEqual([200, whole.text]);
  });
});

describe('what the sandbox alone offers', () => {
  test('is in its document and on its page', async () => {
    const { text } = await sandbox.call('/openapi.json', { key: null });
    for (const offer of [DEMO_KEY, 'X-Sandbox-Scenario', ...SAMPLES]) expect(text).toContain(offer);
    expect((await sandbox.call('/docs', { key: null })).text).toContain('sample-documents.js');
  });

  test('is nowhere in live mode, where a sample would become a customer who does not exist', async () => {
    const { text } = await live.call('/openapi.json', { key: null });
    for (const offer of [DEMO_KEY, 'X-Sandbox-Scenario', ...SAMPLES]) expect(text).not.toContain(offer);
    expect((await live.call('/docs', { key: null })).text).not.toContain('sample-documents.js');
    for (const path of [...SAMPLES, '/docs/sample-documents.js']) {
      expect((await live.call(path, { key: null })).body).toMatchObject({ status: 404, code: 'route_not_found' });
    }
  });
});

test('GATEWAY_DOCS=off removes the page, the document and every file', async () => {
  const without = await startTestGateway({ GATEWAY_MODE: 'sandbox', GATEWAY_DOCS: 'off' });
  const paths = ['/docs', '/docs/', '/openapi.json', ...SAMPLES, ...(await loadedBy(sandbox))];
  const answers = await Promise.all(paths.map((path) => without.call(path, { key: null })));
  await without.stop();
  for (const { body } of answers) expect(body).toMatchObject({ status: 404, code: 'route_not_found' });
});
