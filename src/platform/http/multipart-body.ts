import { randomBytes } from 'node:crypto';

/** A file to send: its bytes are never copied. */
export interface OutgoingFile {
  readonly name: string;
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** A multipart/form-data body that can be sent more than once. */
export interface MultipartBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: readonly Uint8Array[];
}

/** Encodes fields and files by RFC 7578. Names are ours; values may hold anything. */
export function multipartBody(fields: Readonly<Record<string, string>>, files: readonly OutgoingFile[]): MultipartBody {
  const boundary = `gateway-${randomBytes(18).toString('hex')}`;
  const body: Uint8Array[] = [];
  const add = (disposition: string, type: string | null, value: Uint8Array) => {
    const typeLine = type === null ? '' : `\r\nContent-Type: ${type}`;
    body.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}${typeLine}\r\n\r\n`));
    body.push(value, Buffer.from('\r\n'));
  };
  for (const [name, value] of Object.entries(fields)) add(`name="${name}"`, null, Buffer.from(value, 'utf8'));
  for (const file of files) add(`name="${file.name}"; filename="${file.filename}"`, file.contentType, file.bytes);
  body.push(Buffer.from(`--${boundary}--\r\n`));
  const length = body.reduce((sum, part) => sum + part.byteLength, 0);
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': `${length}` },
    body,
  };
}
