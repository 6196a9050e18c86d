import { bomb, compressed, corrupt, mislabelled, packBlanks, type Encoding } from '../faults/encoding.js';
import { inDoubt, nonsense, usable, type MatrixRow } from '../matrix-row.js';

const BOMB_MEBIBYTES = 200;
const ENCODINGS: readonly Encoding[] = ['gzip', 'deflate', 'br', 'zstd'];
const [bombs, LONGEST_MS] = [new Map<Encoding, Buffer>(), 200];

/** To be called once before the rows are tried: packing 200 MB takes a moment. */
export async function packBombs(): Promise<void> {
  for (const encoding of ENCODINGS) bombs.set(encoding, await packBlanks(encoding, BOMB_MEBIBYTES));
}

const bombRow = (encoding: Encoding): MatrixRow => ({
  id: 'U31',
  name: `${encoding} bomb of 200 MB`,
  fault: (scene) => bomb(encoding, bombs.get(encoding) ?? Buffer.alloc(0))(scene),
  ...inDoubt('provider_contract_violation', 1, { withinMs: LONGEST_MS }),
});

/** Compression that nobody asked for. */
export const encodingRows: readonly MatrixRow[] = [
  ...ENCODINGS.map(bombRow),
  { id: 'U31', name: 'gzip, small', fault: compressed('gzip'), ...usable() },
  { id: 'U31', name: 'deflate, small', fault: compressed('deflate'), ...usable() },
  { id: 'U31', name: 'br, small', fault: compressed('br'), ...usable() },
  { id: 'U31', name: 'zstd, small', fault: compressed('zstd'), ...nonsense },
  { id: 'U32', name: 'corrupt gzip', fault: corrupt, ...nonsense },
  { id: 'U32', name: 'gzip that is none', fault: mislabelled('gzip'), ...nonsense },
  { id: 'U32', name: 'unknown encoding', fault: mislabelled('middle-out'), ...nonsense },
  { id: 'U32', name: 'two encodings', fault: mislabelled('gzip, br'), ...nonsense },
];
