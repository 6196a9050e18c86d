import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CustomerAnswer, CustomerListAnswer } from '../../canonical/answers.js';
import { GatewayError } from '../../canonical/errors.js';
import { ApiRead } from '../../platform/problem/api-problems.js';
import { NeedsKey } from '../../platform/request/access.js';
import type { GatewayRequest } from '../../platform/request/request-state.js';
import { FormReception } from '../../platform/upload/form-reception.js';
import { QueryPipe } from '../../platform/validation/query.pipe.js';
import { ApiCreateWithFiles } from '../input/api-create.js';
import { endDryRun, type DryRunAnswer } from '../input/dry-run.js';
import { requireJsonBody } from '../input/refusals.js';
import { textsIn } from '../input/texts-in.js';
import { idSchema } from '../provider-id.js';
import type { Operation } from '../operations.js';
import { ProviderRegistry } from '../provider.registry.js';
import { PageQuery, RecordQuery } from '../queries.js';
import { CartevoAdapter } from './cartevo.adapter.js';
import { fingerprinted, type CreateCartevoCustomerCommand } from './cartevo.create.js';
import { CREATE_BODY } from './cartevo.api.js';
import { CreateCartevoCustomer } from './cartevo.dto.js';
import { DOCUMENT_FORM, fromForm, fromJson } from './cartevo.intake.js';
import { CreateQuery } from './cartevo.queries.js';

const provider = 'cartevo';
const create = 'createCustomer' satisfies Operation;
const EXAMPLE_ID = '4d4dad81-7899-4612-a9f6-133ce56a4507';

/** Cartevo’s customers in canonical form. */
@ApiTags('Cartevo')
@Controller('v1/cartevo/customers')
export class CartevoController {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly adapter: CartevoAdapter,
    private readonly forms: FormReception,
  ) {}

  @Get()
  @NeedsKey('customers:read', provider, 'listCustomers')
  @ApiOperation({ operationId: 'listCartevoCustomers', summary: 'List customers (summaries)' })
  @ApiRead(CustomerListAnswer)
  list(
    @Query(new QueryPipe(PageQuery)) query: PageQuery,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { limit = null, cursor = null } = query;
    const read = {
      provider,
      operation: 'listCustomers',
      subject: { list: { limit, cursor } },
      request,
      query,
    } as const;
    return this.registry.read(read, reply, (call) =>
      this.adapter.listCustomers({ list: provider, limit, cursor, filters: {} }, call),
    );
  }

  @Get(':id')
  @NeedsKey('customers:read', provider, 'getCustomer')
  @ApiOperation({ operationId: 'getCartevoCustomer', summary: 'Read a customer' })
  @ApiParam({
    name: 'id',
    schema: idSchema(provider, EXAMPLE_ID),
    description: 'The gateway’s id (`cartevo:…`) or Cartevo’s own.',
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
    operationId: 'createCartevoCustomer',
    summary: 'Register a customer with identity documents, as files (multipart) or addresses (JSON)',
  })
  @ApiCreateWithFiles(CreateCartevoCustomer, CREATE_BODY, 'customer_underage', 'document_unreadable')
  async create(
    @Query(new QueryPipe(CreateQuery)) query: CreateQuery,
    @Body() body: unknown,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const today = new Date().toISOString().slice(0, 10);
    if (!request.isMultipart()) return this.send(fromJson(requireJson(body, query), today), query, request, reply);
    return this.forms.receive(request, this.formRules(), (form) => {
      return this.send(fromForm(form, query.enroll === 'true', today), query, request, reply);
    });
  }

  private formRules() {
    return { ...DOCUMENT_FORM, timeoutMs: this.registry.uploadTimeoutMs(provider) };
  }

  private async send(
    command: CreateCartevoCustomerCommand,
    query: CreateQuery,
    request: GatewayRequest,
    reply: FastifyReply,
  ): Promise<string | DryRunAnswer> {
    const tried = endDryRun(query, request, reply);
    if (tried) return tried;
    const write = {
      provider,
      operation: create,
      request,
      upload: command.documents.kind === 'files',
      sent: textsIn(command.customer),
      target: null,
      asked: () => fingerprinted(command),
      evidence: { email: command.customer.email },
      check: '/v1/cartevo/customers',
      location: '/v1/cartevo/customers',
    } as const;
    return this.registry.write(write, reply, (call) => this.adapter.createCustomer(command, call));
  }
}

function requireJson(body: unknown, query: CreateQuery): object {
  const json = requireJsonBody(body);
  if (query.enroll === undefined) return json;
  throw new GatewayError('malformed_request', {
    detail: '`enroll` belongs to the multipart form; a customer sent as JSON is always enrolled.',
    problems: [{ parameter: 'enroll', code: 'not_with_json', detail: 'is offered with multipart/form-data only' }],
  });
}
