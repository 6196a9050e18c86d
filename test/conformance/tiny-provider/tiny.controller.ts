import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CustomerAnswer } from '../../../src/canonical/answers.js';
import { ApiRead } from '../../../src/platform/problem/api-problems.js';
import { NeedsKey } from '../../../src/platform/request/access.js';
import type { GatewayRequest } from '../../../src/platform/request/request-state.js';
import { QueryPipe } from '../../../src/platform/validation/query.pipe.js';
import { ProviderRegistry } from '../../../src/providers/provider.registry.js';
import { RecordQuery } from '../../../src/providers/queries.js';
import { TinyAdapter } from './tiny.adapter.js';

const provider = 'tiny';

@ApiTags('Tiny')
@Controller('v1/tiny/customers')
export class TinyController {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly adapter: TinyAdapter,
  ) {}

  @Get(':id')
  @NeedsKey('customers:read', provider, 'getCustomer')
  @ApiOperation({ operationId: 'getTinyCustomer', summary: 'Read a customer' })
  @ApiParam({ name: 'id', description: 'The gateway’s id (`tiny:…`) or the provider’s own.' })
  @ApiRead(CustomerAnswer, 'resource_not_found')
  get(
    @Param('id') given: string,
    @Query(new QueryPipe(RecordQuery)) query: RecordQuery,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const id = this.registry.requireId(provider, given);
    const read = { provider, operation: 'getCustomer', subject: { id }, request, query } as const;
    return this.registry.read(read, reply, (call) => this.adapter.getCustomer(id, call));
  }
}
