import { once } from 'node:events';
import {
  createBrotliCompress,
  createDeflate,
  createGzip,
  createZstdCompress,
  brotliCompressSync,
  constants,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import type { FaultMaker } from '../scene.js';
import { changed } from './body.js';

export type Encoding = 'gzip' | 'deflate' | 'br' | 'zstd';

const compressors = {
  gzip: () => createGzip(),
  deflate: () => createDeflate(),
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  zstd: () => createZstdCompress(),
} as const;

const whole = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync } as const;

/** The good answer, compressed although we asked for `identity`. */
export function compressed(encoding: Encoding): FaultMaker {
  return changed(({ text }) => ({ body: whole[encoding](text), headers: { 'content-encoding': encoding } }));
}

/** The good answer under the name of an encoding that it does not have. */
export function mislabelled(encoding: string): FaultMaker {
  return changed(() => ({ headers: { 'content-encoding': encoding } }));
}

/** A compressed answer with bytes changed in the middle. */
export const corrupt: FaultMaker = changed(({ text }) => {
  const bytes = gzipSync(text);
  const middle = Math.floor(bytes.length / 2);
  bytes.fill(0xff, middle, middle + 8);
  return { body: bytes, headers: { 'content-encoding': 'gzip' } };
});

/** A few bytes that become 200 MB. */
export function bomb(encoding: Encoding, bytes: Buffer): FaultMaker {
  return changed(() => ({ body: bytes, headers: { 'content-encoding': encoding } }));
}

const MEBIBYTE = 1_048_576;

/** Compresses blanks, a piece at a time. */
export async function packBlanks(encoding: Encoding, mebibytes: number): Promise<Buffer> {
  const compressor = compressors[encoding]();
  const packed: Buffer[] = [];
  compressor.on('data', (chunk: Buffer) => packed.push(chunk));
  const piece = Buffer.alloc(MEBIBYTE, ' ');
  for (let index = 0; index < mebibytes; index++) {
    if (!compressor.write(piece)) await once(compressor, 'drain');
  }
  compressor.end();
  await once(compressor, 'end');
  return Buffer.concat(packed);
}
