import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { GatewayError } from '../canonical/errors.js';
import { WriteOperationAnswer, type WriteOperation } from '../canonical/operation.js';
import type { Caller } from '../platform/auth/api-keys.js';
import { mayUse } from '../platform/auth/authentication.js';
import { Ledger } from '../platform/ledger/ledger.js';
import type { OperationRecord } from '../platform/ledger/operation-record.js';
import { ApiLocalRead } from '../platform/problem/api-problems.js';
import { NeedsKey } from '../platform/request/access.js';
import type { GatewayRequest } from '../platform/request/request-state.js';
import { locationOf } from '../providers/write-record.js';
import { localMeta } from './local-meta.js';

const ID = /^op_[0-9a-f]{32}$/;

/** What became of a write. */
@ApiTags('Gateway')
@Controller('v1/operations')
export class OperationsController {
  constructor(private readonly ledger: Ledger) {}

  @Get(':operationId')
  @NeedsKey(null)
  @ApiOperation({
    operationId: 'getOperation',
    summary: 'What became of a write',
    description:
      'For the caller who sent it, and for `admin`, of the providers that the key is valid for. Every answer to a write has its id in `Operation-Id`.',
  })
  @ApiParam({
    name: 'operationId',
    description: 'Id of the write.',
    schema: { type: 'string', pattern: ID.source, example: 'op_3f0c2f0e8f554c8e9d7b2f8f0a3f5a10' },
  })
  @ApiLocalRead(WriteOperationAnswer, 'resource_not_found', 'ledger_unavailable')
  async get(@Param('operationId') id: string, @Req() request: GatewayRequest): Promise<WriteOperationAnswer> {
    const { caller } = request.gateway;
    const record = ID.test(id) ? await this.ledger.get(id) : null;
    if (record === null || caller === null || !maySee(caller, record)) throw notFound();
    return { data: toWriteOperation(record), meta: localMeta(request) };
  }
}

/** The name alone is not enough: the key may have been limited to other providers since, or be one of several. */
function maySee(caller: Caller, record: OperationRecord): boolean {
  return mayUse(caller, record.provider) && (record.caller === caller.name || caller.scopes.has('admin'));
}

function toWriteOperation(record: OperationRecord): WriteOperation {
  const { id, provider, operation, state, resultId, attempts, checks, requestId, settledAt } = record;
  const [reason = null, reasonDetail = null] = (record.finding ?? record.reason)?.split(': ', 2) ?? [];
  return {
    id,
    provider,
    operation,
    state,
    reason,
    reasonDetail,
    result: resultId === null ? null : { id: `${provider}:${resultId}`, href: locationOf(record, resultId) },
    check: state === 'unknown' ? record.checkPath : null,
    attempts,
    checks,
    requestId,
    startedAt: new Date(record.startedAt).toISOString(),
    settledAt: settledAt === null ? null : new Date(settledAt).toISOString(),
  };
}

/** The same for a write of somebody else: whether it exists is their affair. */
function notFound(): GatewayError {
  const detail = 'There is no write of yours with this id.';
  return new GatewayError('resource_not_found', { detail, origin: 'caller', outcome: 'not_sent' });
}
