import { fileTypeFromBuffer } from 'file-type';

/** Media types of documents that are accepted. */
export const DOCUMENT_TYPES = ['image/jpeg', 'image/png', 'application/pdf'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

const EXTENSIONS: Readonly<Record<DocumentType, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'application/pdf': 'pdf',
};

const JPEG_END = Buffer.from([0xff, 0xd9]);
// Samsung cameras append metadata behind the end of the image and close it with this word.
const SAMSUNG_TRAILER = Buffer.from('SEFT');
const PNG_END = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]);
const PDF_HEAD = Buffer.from('%PDF-');
const PDF_END = Buffer.from('%%EOF');
const ZIP_END = Buffer.from('PK\x05\x06', 'latin1');
const ZIP_TAIL_BYTES = 65_557;
const HEAD_BYTES = 1024;

/**
 * The media type of a document by its content; null when it is none of the accepted ones, when it does not end as its
 * type must, or when it is a second kind of file as well (an archive behind an image, a PDF inside one). The name and
 * the declared type do not count.
 */
export async function documentTypeOf(bytes: Buffer): Promise<DocumentType | null> {
  if (bytes.subarray(-ZIP_TAIL_BYTES).includes(ZIP_END)) return null;
  const end = bytes.subarray(0, endOfContent(bytes));
  if (bytes.subarray(0, PDF_HEAD.length).equals(PDF_HEAD)) {
    return end.subarray(-HEAD_BYTES).includes(PDF_END) ? 'application/pdf' : null;
  }
  if (bytes.subarray(0, HEAD_BYTES).includes(PDF_HEAD)) return null;
  const detected = (await fileTypeFromBuffer(bytes))?.mime;
  if (detected === 'image/jpeg') return endsWith(end, JPEG_END) || endsWith(end, SAMSUNG_TRAILER) ? detected : null;
  return detected === 'image/png' && endsWith(end, PNG_END) ? detected : null;
}

/** A file name that gives nothing away. */
export function neutralFilename(name: string, type: DocumentType): string {
  return `${name}.${EXTENSIONS[type]}`;
}

/** Padding behind a file is harmless: zeros, line ends and blanks. */
function endOfContent(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && [0x00, 0x0a, 0x0d, 0x20].includes(bytes[end - 1] as number)) end--;
  return end;
}

function endsWith(bytes: Buffer, suffix: Buffer): boolean {
  return bytes.subarray(-suffix.length).equals(suffix);
}
