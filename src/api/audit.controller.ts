import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditListAnswer, type AuditEntryView } from '../canonical/audit-entry.js';
import { GatewayError } from '../canonical/errors.js';
import { requireProvider } from '../platform/auth/authentication.js';
import type { AuditTable } from '../platform/database/tables.js';
import { AuditLog, type AuditQuery } from '../platform/ledger/audit-log.js';
import { ApiLocalRead } from '../platform/problem/api-problems.js';
import { NeedsKey } from '../platform/request/access.js';
import type { GatewayRequest } from '../platform/request/request-state.js';
import { QueryPipe } from '../platform/validation/query.pipe.js';
import { DEFAULT_LIMIT } from '../providers/cursor.js';
import { AuditListQuery } from './audit.queries.js';
import { localMeta } from './local-meta.js';

/** The largest number of a line: an `integer` of PostgreSQL. */
const MOST_LINES = 2 ** 31 - 1;
const CURSOR = /^(\d{1,15})\.([0-9a-f-]{36})\.(\d{1,10})$/;

/** Who wrote what, and who has seen sensitive values. */
@ApiTags('Gateway')
@Controller('v1/audit')
export class AuditController {
  constructor(private readonly audit: AuditLog) {}

  @Get()
  @NeedsKey('admin')
  @ApiOperation({
    operationId: 'listAudit',
    summary: 'Who did what',
    description:
      'Every write (when it begins and when its end is known) and every read of sensitive values, the newest first. ' +
      'A key that is limited to providers sees their lines only. `npm run audit:verify` checks that no line was changed ' +
      'or taken away.',
  })
  @ApiLocalRead(AuditListAnswer, 'forbidden', 'ledger_unavailable')
  async list(
    @Query(new QueryPipe(AuditListQuery)) query: AuditListQuery,
    @Req() request: GatewayRequest,
  ): Promise<AuditListAnswer> {
    const { limit = DEFAULT_LIMIT, provider } = query;
    const { caller } = request.gateway;
    if (caller && provider !== undefined) requireProvider(caller, provider);
    const providers = caller?.providers ?? null;
    // One more tells whether there is another page.
    const lines = await this.audit.list({ ...toAuditQuery(query), providers, limit: limit + 1 });
    const shown = lines.slice(0, limit);
    const last = lines.length > limit ? shown.at(-1) : undefined;
    const nextCursor = last ? Buffer.from(`${last.at}.${last.chain}.${last.seq}`).toString('base64url') : null;
    return { data: shown.map(toView), meta: { ...localMeta(request), page: { limit, nextCursor, total: null } } };
  }
}

function toAuditQuery({ caller, action, provider, operationId, subject, from, to, cursor }: AuditListQuery) {
  const filters = { caller, action, provider, operation_id: operationId, subject };
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  return {
    filters: Object.fromEntries(given) as AuditQuery['filters'],
    from: from === undefined ? null : Date.parse(from),
    to: to === undefined ? null : Date.parse(to),
    before: cursor === undefined ? null : position(cursor),
  };
}

function position(cursor: string): NonNullable<AuditQuery['before']> {
  const [, at, chain, seq] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (at !== undefined && chain !== undefined && Number(seq) <= MOST_LINES)
    return { at: Number(at), chain, seq: Number(seq) };
  throw new GatewayError('malformed_request', {
    detail: 'The cursor is not one of this list.',
    problems: [{ parameter: 'cursor', code: 'invalid_cursor', detail: 'take it from page.nextCursor' }],
  });
}

function toView(line: AuditTable): AuditEntryView {
  return {
    id: `${line.chain}/${line.seq}`,
    at: new Date(line.at).toISOString(),
    caller: line.caller,
    requestId: line.request_id,
    action: line.action,
    provider: line.provider,
    operation: line.operation,
    operationId: line.operation_id,
    subject: line.subject,
    fields: JSON.parse(line.fields) as string[],
    outcome: line.outcome,
    hash: line.hash,
  };
}
