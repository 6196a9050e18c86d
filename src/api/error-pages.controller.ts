import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ERROR_CATALOGUE, type ErrorEntry } from '../canonical/error-catalogue.js';
import { GatewayError } from '../canonical/errors.js';
import { ApiOpenProblems } from '../platform/problem/api-problems.js';
import { Open } from '../platform/request/access.js';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color:#1a1a1a}' +
  'code{background:#f2f2f2;padding:.1em .3em;border-radius:3px}dt{font-weight:600;margin-top:1rem}dd{margin:0}';

const PAGES: ReadonlyMap<string, string> = new Map(
  Object.entries(ERROR_CATALOGUE).map(([code, entry]) => [code, toPage(code, entry)]),
);

/** One page for people per error code; `type` of every problem document points to it. */
@ApiTags('Gateway')
@Controller('errors')
export class ErrorPagesController {
  @Get(':code')
  @Open()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
  @Header('Cache-Control', 'public, max-age=3600')
  @ApiOperation({ operationId: 'getErrorPage', summary: 'What an error code means and what to do' })
  @ApiParam({ name: 'code', description: '`code` of a problem document.', example: 'resource_not_found' })
  @ApiOkResponse({ content: { 'text/html': { schema: { type: 'string', example: '<!doctype html>…' } } } })
  @ApiOpenProblems('resource_not_found')
  page(@Param('code') code: string): string {
    const page = PAGES.get(code);
    if (page !== undefined) return page;
    throw new GatewayError('resource_not_found', {
      detail: 'There is no error code of this name.',
      origin: 'caller',
      outcome: 'not_sent',
    });
  }
}

function toPage(code: string, { status, title, retryable, happened, todo }: ErrorEntry): string {
  const rows = [
    ['Code', `<code>${code}</code>`],
    ['HTTP status', `${status}`],
    ['What happened', prose(happened)],
    ['What to do', prose(todo)],
    ['Repeat the request', retryable ? 'yes, unless <code>outcome</code> is <code>unknown</code>' : 'not as it is'],
  ];
  const list = rows.map(([term, text]) => `<dt>${term}</dt><dd>${text}</dd>`).join('');
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${title} (${code})</title><style>${STYLE}</style></head>` +
    `<body><h1>${title}</h1><dl>${list}</dl></body></html>`
  );
}

/** Text of the catalogue as HTML: escaped, with `code` in its own face. */
function prose(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replace(/`([^`]+)`/g, '<code>$1</code>');
}
