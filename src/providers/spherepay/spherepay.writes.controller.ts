import { Body, Controller, Param, Patch, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CustomerAnswer } from '../../canonical/answers.js';
import { ApiWriteProblems } from '../../platform/problem/api-problems.js';
import { NeedsKey } from '../../platform/request/access.js';
import type { GatewayRequest } from '../../platform/request/request-state.js';
import { NoQuery } from '../../platform/validation/no-query.guard.js';
import { QueryPipe } from '../../platform/validation/query.pipe.js';
import { ApiDryRun, DryRunQuery, endDryRun, type DryRunAnswer } from '../input/dry-run.js';
import { notSentWarnings } from '../input/not-sent.js';
import { requireJsonBody } from '../input/refusals.js';
import { textsIn } from '../input/texts-in.js';
import { ProviderRegistry } from '../provider.registry.js';
import { SpherePayAdapter } from './spherepay.adapter.js';
import { CHANGE_CODES, CUSTOMERS, OfCustomer, WRITE_CODES, customerPath } from './spherepay.api.js';
import { evidenceOfChange, evidenceOfCreate, notSentOf } from './spherepay.customer-writes.js';
import { CreateSpherePayCustomer, UpdateSpherePayCustomer } from './spherepay.dto.js';
import { toChanges, toNewCustomer } from './spherepay.intake.js';

const provider = 'spherepay';

/** Registers persons at SpherePay and changes them. */
@ApiTags('SpherePay')
@Controller('v1/spherepay/customers')
export class SpherePayWritesController {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly adapter: SpherePayAdapter,
  ) {}

  @Post()
  @NeedsKey('customers:write', provider, 'createCustomer')
  @ApiOperation({ operationId: 'createSpherePayCustomer', summary: 'Register a person' })
  @ApiBody({ type: CreateSpherePayCustomer })
  @ApiCreatedResponse({ type: CustomerAnswer })
  @ApiDryRun()
  @ApiWriteProblems(...WRITE_CODES, 'duplicate_customer')
  async create(
    @Query(new QueryPipe(DryRunQuery)) query: DryRunQuery,
    @Body() body: unknown,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | DryRunAnswer> {
    const customer = toNewCustomer(requireJsonBody(body));
    const tried = endDryRun(query, request, reply, notSentWarnings(notSentOf(customer)));
    if (tried) return tried;
    const write = {
      provider,
      operation: 'createCustomer',
      request,
      target: null,
      check: CUSTOMERS,
      sent: textsIn(customer),
      asked: () => customer,
      evidence: evidenceOfCreate(customer),
      location: '/v1/spherepay/customers',
    } as const;
    return this.registry.write(write, reply, (call) => this.adapter.createCustomer(customer, call));
  }

  @Patch(':id')
  @UseGuards(new NoQuery())
  @NeedsKey('customers:write', provider, 'updateCustomer')
  @ApiOperation({
    operationId: 'updateSpherePayCustomer',
    summary: 'Change what is known of a person',
    description:
      'What is left out stays as it is. `metadata` is merged key by key, and a key with null is taken away; SpherePay ' +
      'replaces all of it, so the gateway reads it first: of two changes of `metadata` at the same moment one can be lost.',
  })
  @OfCustomer()
  @ApiBody({ type: UpdateSpherePayCustomer })
  @ApiOkResponse({ type: CustomerAnswer })
  @ApiWriteProblems(...CHANGE_CODES)
  update(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const target = this.registry.requireId(provider, given);
    const changes = toChanges(requireJsonBody(body));
    const write = {
      provider,
      operation: 'updateCustomer',
      request,
      target,
      check: customerPath(target),
      sent: textsIn(changes),
      asked: () => changes,
      evidence: evidenceOfChange(changes),
    } as const;
    return this.registry.write(write, reply, (call) => this.adapter.updateCustomer(target, changes, call));
  }
}
