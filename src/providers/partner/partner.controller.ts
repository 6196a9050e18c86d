import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CustomerAnswer, CustomerListAnswer } from '../../canonical/answers.js';
import { ApiRead } from '../../platform/problem/api-problems.js';
import { NeedsKey } from '../../platform/request/access.js';
import type { GatewayRequest } from '../../platform/request/request-state.js';
import { QueryPipe } from '../../platform/validation/query.pipe.js';
import { idSchema } from '../provider-id.js';
import { ProviderRegistry } from '../provider.registry.js';
import { RecordQuery } from '../queries.js';
import { PartnerAdapter } from './partner.adapter.js';
import { ExternalIdQuery } from './partner.queries.js';

const provider = 'partner';

/** The partner’s customers in canonical form. */
@ApiTags('Partner API')
@Controller('v1/partner/customers')
export class PartnerController {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly adapter: PartnerAdapter,
  ) {}

  @Get()
  @NeedsKey('customers:read', provider)
  @ApiOperation({ operationId: 'findPartnerCustomers', summary: 'Find a customer by your own id (a list of 0 or 1)' })
  @ApiRead(CustomerListAnswer)
  find(
    @Query(new QueryPipe(ExternalIdQuery)) query: ExternalIdQuery,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { externalId } = query;
    const operation = 'findCustomersByExternalId';
    const subject = { list: { externalId } };
    return this.registry.read(
      { provider, operation, subject, request, query, emptyWhenNotFound: true },
      reply,
      (call) => this.adapter.findCustomersByExternalId(externalId, call),
    );
  }

  @Get(':id')
  @NeedsKey('customers:read', provider)
  @ApiOperation({ operationId: 'getPartnerCustomer', summary: 'Read a business with its people' })
  @ApiParam({
    name: 'id',
    schema: idSchema(provider, 'cus_c002c002c002c002c002c002c002c002'),
    description: 'The gateway’s id (`partner:…`) or the partner’s own.',
  })
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
