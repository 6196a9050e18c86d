import { Body, Controller, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { HostedLinkAnswer, SubmittedDocumentAnswer } from '../../canonical/answers.js';
import { GatewayError } from '../../canonical/errors.js';
import { ApiWriteProblems } from '../../platform/problem/api-problems.js';
import { NeedsKey } from '../../platform/request/access.js';
import type { GatewayRequest } from '../../platform/request/request-state.js';
import { FormReception } from '../../platform/upload/form-reception.js';
import { NoQuery } from '../../platform/validation/no-query.guard.js';
import { ApiFormTimeout } from '../input/api-create.js';
import { refuseFields } from '../input/refusals.js';
import { textsIn } from '../input/texts-in.js';
import { ProviderRegistry } from '../provider.registry.js';
import { SpherePayAdapter } from './spherepay.adapter.js';
import { CHANGE_CODES, OfCustomer, customerPath } from './spherepay.api.js';
import {
  DOCUMENT_FORM,
  SpherePayDocumentForm,
  evidenceOfDocument,
  fingerprinted,
  toDocument,
} from './spherepay.document.js';

const provider = 'spherepay';

/** What brings the verification of a customer forward at SpherePay: hosted pages, and documents. */
@ApiTags('SpherePay')
@UseGuards(new NoQuery())
@Controller('v1/spherepay/customers')
export class SpherePaySubmissionsController {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly adapter: SpherePayAdapter,
    private readonly forms: FormReception,
  ) {}

  @Post(':id/terms-link')
  @HttpCode(200)
  @NeedsKey('customers:write', provider, 'createTermsLink')
  @ApiOperation({
    operationId: 'createSpherePayTermsLink',
    summary: 'Make a link to the page on which the customer accepts the terms',
    description:
      'Whoever has the link can act as the customer there. It cannot be shown again; another one can be made.',
  })
  @OfCustomer()
  @ApiOkResponse({ type: HostedLinkAnswer })
  @ApiWriteProblems(...CHANGE_CODES)
  termsLink(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.link('createTermsLink', { given, body, request, reply });
  }

  @Post(':id/verification-link')
  @HttpCode(200)
  @NeedsKey('customers:write', provider, 'createVerificationLink')
  @ApiOperation({
    operationId: 'createSpherePayVerificationLink',
    summary: 'Make a link to the page on which the customer is verified',
    description:
      'For persons and businesses. Whoever has the link can act as the customer there. Not to be mixed with documents ' +
      'that are handed in here.',
  })
  @OfCustomer()
  @ApiOkResponse({ type: HostedLinkAnswer })
  @ApiWriteProblems(...CHANGE_CODES)
  verificationLink(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.link('createVerificationLink', { given, body, request, reply });
  }

  @Post(':id/documents')
  @HttpCode(200)
  @NeedsKey('customers:write', provider, 'addDocument')
  @ApiOperation({
    operationId: 'addSpherePayDocument',
    summary: 'Hand in a document of a customer',
    description:
      'SpherePay gives documents no id and does not list them: the requirements of the customer tell of them.',
  })
  @OfCustomer()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: SpherePayDocumentForm })
  @ApiOkResponse({ type: SubmittedDocumentAnswer })
  @ApiFormTimeout()
  @ApiWriteProblems(...CHANGE_CODES, 'file_too_large', 'unsupported_file_type')
  document(
    @Param('id') given: string,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const target = this.registry.requireId(provider, given);
    if (!request.isMultipart()) throw new GatewayError('unsupported_media_type');
    const rules = { ...DOCUMENT_FORM, timeoutMs: this.registry.uploadTimeoutMs(provider) };
    return this.forms.receive(request, rules, (form) => {
      const command = toDocument(form);
      const write = {
        provider,
        operation: 'addDocument',
        request,
        target,
        check: customerPath(target),
        upload: true,
        sent: textsIn(command.document),
        asked: () => fingerprinted(command),
        evidence: evidenceOfDocument(command),
      } as const;
      return this.registry.write(write, reply, (call) => this.adapter.addDocument(target, command, call));
    });
  }

  private link(
    operation: 'createTermsLink' | 'createVerificationLink',
    { given, body, request, reply }: { given: string; body: unknown; request: GatewayRequest; reply: FastifyReply },
  ) {
    const target = this.registry.requireId(provider, given);
    if (request.isMultipart()) throw new GatewayError('unsupported_media_type');
    refuseFields(body);
    // A credential is kept by nobody on the way.
    reply.header('Cache-Control', 'no-store');
    const write = { provider, operation, request, target, asked: () => null, check: customerPath(target) } as const;
    return this.registry.write(write, reply, (call) => this.adapter[operation](target, call));
  }
}
