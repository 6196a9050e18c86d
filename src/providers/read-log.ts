import type { GatewayError } from '../canonical/errors.js';
import type { AuditLog } from '../platform/ledger/audit-log.js';
import type { GatewayLogger } from '../platform/logging/logger.js';
import type { OperationCall, ReadCall } from './operation-call.js';
import { sensitiveFieldsIn } from './sensitive-fields.js';

/** The lines about reads that operators and auditors need, beside the line of the request. */
export class ReadLog {
  private readonly auditLog: GatewayLogger;

  constructor(
    private readonly logger: GatewayLogger,
    private readonly audit: AuditLog,
  ) {
    // Written whatever the level of the log is: an audit must not depend on it.
    this.auditLog = logger.child({}, { level: 'info' });
  }

  /** A success that hides a failure must not hide it from operators. */
  hiddenFailure({ code }: GatewayError, { provider, operation, request }: OperationCall): void {
    const { id } = request.gateway;
    this.logger.warn({ requestId: id, provider, operation, errorCode: code }, 'a kept answer stands in for a failure');
  }

  /** Somebody is given the sensitive values in `data` (JSON). Throws `ledger_unavailable` when that cannot be written down. */
  async sensitiveRead({ provider, operation, request, subject }: ReadCall, data: string): Promise<void> {
    const { id, caller, trace } = request.gateway;
    await this.audit.add({
      at: Date.now(),
      caller: caller?.name ?? '',
      request_id: id,
      action: 'sensitive_read',
      provider,
      operation,
      operation_id: null,
      subject: 'id' in subject ? subject.id : null,
      fields: JSON.stringify(sensitiveFieldsIn(JSON.parse(data))),
      outcome: 'shown',
    });
    this.auditLog.info(
      { audit: 'sensitive_read', requestId: id, ...trace?.ids, caller: caller?.name, provider, operation },
      'sensitive read',
    );
  }
}
