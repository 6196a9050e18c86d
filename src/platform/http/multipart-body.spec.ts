import { expect, it } from '@jest/globals';
import { multipartBody } from './multipart-body.js';

const parse = (headers: Readonly<Record<string, string>>, body: Buffer) =>
  new Response(new Uint8Array(body), { headers: { 'content-type': headers['content-type'] ?? '' } }).formData();

it('a form holds fields and files as they are, whatever is in them', async () => {
  const fields = { plain: 'x', unicode: 'Zoë 🙂', lines: 'a\r\nb', boundary: '--gateway-', quote: '"; name="y' };
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  const { headers, body } = multipartBody(fields, [
    { name: 'file', filename: 'front.png', contentType: 'image/png', bytes },
  ]);
  const form = await parse(headers, Buffer.concat([...body]));
  const { file, ...texts } = Object.fromEntries(form) as Record<string, unknown> & { file: File };
  expect(texts).toEqual(fields);
  expect([file.name, file.type]).toEqual(['front.png', 'image/png']);
  expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
});

it('a form says its length, and never copies a file', () => {
  const bytes = Buffer.alloc(1000, 7);
  const { headers, body } = multipartBody({ a: 'é' }, [
    { name: 'f', filename: 'f.pdf', contentType: 'application/pdf', bytes },
  ]);
  expect(headers['content-length']).toBe(String(Buffer.concat([...body]).length));
  expect(body).toContain(bytes);
});

it('every form has a boundary of its own', () => {
  const boundaries = Array.from({ length: 20 }, () => multipartBody({}, []).headers['content-type']);
  expect(new Set(boundaries).size).toBe(20);
});
