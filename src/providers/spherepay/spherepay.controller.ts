import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CustomerAnswer, CustomerListAnswer } from '../../canonical/answers.js';
import { ApiRead } from '../../platform/problem/api-problems.js';
import { NeedsKey } from '../../platform/request/access.js';
import type { GatewayRequest } from '../../platform/request/request-state.js';
import { QueryPipe } from '../../platform/validation/query.pipe.js';
import { ProviderRegistry } from '../provider.registry.js';
import { RecordQuery } from '../queries.js';
import { SpherePayAdapter } from './spherepay.adapter.js';
import { OfCustomer } from './spherepay.api.js';
import { SpherePayListQuery } from './spherepay.queries.js';

const provider = 'spherepay';

/** SpherePay’s customers in canonical form. */
@ApiTags('SpherePay')
@Controller('v1/spherepay/customers')
export class SpherePayController {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly adapter: SpherePayAdapter,
  ) {}

  @Get()
  @NeedsKey('customers:read', provider, 'listCustomers')
  @ApiOperation({ operationId: 'listSpherePayCustomers', summary: 'List customers' })
  @ApiRead(CustomerListAnswer)
  list(
    @Query(new QueryPipe(SpherePayListQuery)) query: SpherePayListQuery,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { limit = null, cursor = null, status, type } = query;
    const filters = { ...(status && { status }), ...(type && { type }) };
    const subject = { list: { limit, cursor, ...filters } };
    return this.registry.read({ provider, operation: 'listCustomers', subject, request, query }, reply, (call) =>
      this.adapter.listCustomers({ list: provider, limit, cursor, filters }, call),
    );
  }

  @Get(':id')
  @NeedsKey('customers:read', provider, 'getCustomer')
  @ApiOperation({ operationId: 'getSpherePayCustomer', summary: 'Read a customer with its verification' })
  @OfCustomer()
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
