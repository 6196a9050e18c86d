import { readdirSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where the pages are; nothing below it needs a key. */
const DOCS = '/docs';
const OWN_FILES = join(import.meta.dirname, 'assets');
const SANDBOX_FILES = join(import.meta.dirname, 'sandbox-assets');
const LIBRARY_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'];
const LOADED_BY_PAGE = /\.(?:css|js)$/;

/** Nothing but files of this server: no inline script or style, no image inside an address, no other host. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const OPEN = { config: { access: { open: true } } } as const;

/**
 * Swagger UI at `/docs` and the document at `/openapi.json`, open to everybody. In the sandbox the page also offers
 * sample documents; at a real provider they would make a customer who does not exist.
 */
export async function serveDocument(
  app: NestFastifyApplication,
  document: OpenAPIObject,
  { sandbox }: { readonly sandbox: boolean },
): Promise<void> {
  const server: FastifyInstance = app.getHttpAdapter().getInstance();
  await server.register(fastifyStatic, { root: OWN_FILES, serve: false, acceptRanges: false });
  // Outside of V8’s heap, where it would be two bytes a letter.
  const text = Buffer.from(JSON.stringify(document));
  const type = 'application/json; charset=utf-8';
  server.get('/openapi.json', OPEN, (_request, reply) => withPolicy(reply).type(type).send(text));
  const files = [
    ...LIBRARY_FILES.map((name) => [name, libraryFolder()] as const),
    ...filesIn(OWN_FILES),
    ...(sandbox ? filesIn(SANDBOX_FILES) : []),
  ];
  for (const [name, folder] of files) {
    server.get(`${DOCS}/${name}`, OPEN, ({ raw }, reply) => {
      ignorePreconditions(raw.headers);
      return withPolicy(reply).sendFile(name, folder);
    });
  }
  const page = toPage(files.map(([name]) => name));
  for (const path of [DOCS, `${DOCS}/`]) {
    server.get(path, OPEN, (_request, reply) => withPolicy(reply).type('text/html; charset=utf-8').send(page));
  }
}

/** Like parts of a file, they are nothing for files this small; the plugin would make an error of its own of them. */
function ignorePreconditions(headers: IncomingHttpHeaders): void {
  delete headers['if-match'];
  delete headers['if-unmodified-since'];
}

function withPolicy(reply: FastifyReply): FastifyReply {
  return reply.header('Content-Security-Policy', POLICY);
}

/** The folder of `swagger-ui-dist`, in the version that Nest’s Swagger module was made for. */
function libraryFolder(): string {
  const nest = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return dirname(createRequire(nest).resolve('swagger-ui-dist/swagger-ui.css'));
}

function filesIn(folder: string): (readonly [name: string, folder: string])[] {
  return readdirSync(folder)
    .sort()
    .map((name) => [name, folder] as const);
}

/** The page loads every style and script that is served, the library’s first. */
function toPage(names: readonly string[]): string {
  const tags = names
    .filter((name) => LOADED_BY_PAGE.test(name))
    .map((name) => {
      return name.endsWith('.css')
        ? `<link rel="stylesheet" href="${DOCS}/${name}">`
        : `<script defer src="${DOCS}/${name}"></script>`;
    });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Unified customer gateway</title>
<link rel="icon" type="image/svg+xml" href="${DOCS}/favicon.svg">
${tags.join('\n')}
</head>
<body>
<main id="swagger-ui"></main>
<noscript>This page needs JavaScript. The document itself is at <a href="/openapi.json">/openapi.json</a>.</noscript>
</body>
</html>
`;
}
