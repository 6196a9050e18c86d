import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CustomerAnswer, CustomerListAnswer } from '../../canonical/answers.js';
import { ApiRead } from '../../platform/problem/api-problems.js';
import { NeedsKey } from '../../platform/request/access.js';
import type { GatewayRequest } from '../../platform/request/request-state.js';
import { FormReception } from '../../platform/upload/form-reception.js';
import { QueryPipe } from '../../platform/validation/query.pipe.js';
import { ApiCreateWithFiles } from '../input/api-create.js';
import { DryRunQuery, endDryRun, type DryRunAnswer } from '../input/dry-run.js';
import { notSentWarnings } from '../input/not-sent.js';
import { requireJsonBody } from '../input/refusals.js';
import { idOfKey } from '../key-id.js';
import type { Operation } from '../operations.js';
import { idSchema } from '../provider-id.js';
import { ProviderRegistry } from '../provider.registry.js';
import { RecordQuery } from '../queries.js';
import { PartnerAdapter } from './partner.adapter.js';
import { CREATE_BODY } from './partner.api.js';
import {
  evidenceOfCreate,
  fingerprinted,
  notSentOf,
  personalValues,
  type CreatePartnerCustomerCommand,
} from './partner.create.js';
import { CreatePartnerCustomer } from './partner.dto.js';
import { PARTNER_FORM, fromForm, fromJson } from './partner.intake.js';
import { ExternalIdQuery } from './partner.queries.js';

const provider = 'partner';
const create = 'createCustomer' satisfies Operation;

/** The partner’s customers in canonical form. */
@ApiTags('Partner API')
@Controller('v1/partner/customers')
export class PartnerController {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly adapter: PartnerAdapter,
    private readonly forms: FormReception,
  ) {}

  @Get()
  @NeedsKey('customers:read', provider, 'findCustomersByExternalId')
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
  @NeedsKey('customers:read', provider, 'getCustomer')
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

  @Post()
  @NeedsKey('customers:write', provider, create)
  @ApiOperation({
    operationId: 'createPartnerCustomer',
    summary: 'Register a business with its people, and its documents as files (multipart) or without (JSON)',
    description:
      'Files are uploaded to the partner before the create refers to them: when an upload fails, nothing was created. ' +
      'Which fields the partner needs is not documented; it may refuse a business without documents.',
  })
  @ApiCreateWithFiles(CreatePartnerCustomer, CREATE_BODY)
  async create(
    @Query(new QueryPipe(DryRunQuery)) query: DryRunQuery,
    @Body() body: unknown,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const today = new Date().toISOString().slice(0, 10);
    const ownId = idOfKey(request);
    if (!request.isMultipart()) return this.send(fromJson(requireJsonBody(body), today, ownId), query, request, reply);
    const rules = { ...PARTNER_FORM, timeoutMs: this.registry.uploadTimeoutMs(provider) };
    return this.forms.receive(request, rules, (form) => this.send(fromForm(form, today, ownId), query, request, reply));
  }

  private async send(
    command: CreatePartnerCustomerCommand,
    query: DryRunQuery,
    request: GatewayRequest,
    reply: FastifyReply,
  ): Promise<string | DryRunAnswer> {
    const tried = endDryRun(query, request, reply, notSentWarnings(notSentOf(command)));
    if (tried) return tried;
    const { externalId } = command;
    const write = {
      provider,
      operation: create,
      request,
      upload: command.files.length > 0,
      sent: personalValues(command.customer),
      target: null,
      asked: () => fingerprinted(command),
      evidence: evidenceOfCreate(command),
      check: `/v1/partner/customers?externalId=${encodeURIComponent(externalId)}`,
      location: '/v1/partner/customers',
    } as const;
    return this.registry.write(write, reply, (call) => this.adapter.createCustomer(command, call));
  }
}
