import type { GatewayError } from '../canonical/errors.js';
import type { GatewayLogger } from '../platform/logging/logger.js';
import type { OperationCall } from './operation-call.js';

/** The lines about reads that operators and auditors need, beside the line of the request. */
export class ReadLog {
  private readonly auditLog: GatewayLogger;

  constructor(private readonly logger: GatewayLogger) {
    // Written whatever the level of the log is: an audit must not depend on it.
    this.auditLog = logger.child({}, { level: 'info' });
  }

  /** A success that hides a failure must not hide it from operators. */
  hiddenFailure({ code }: GatewayError, { provider, operation, request }: OperationCall): void {
    const { id } = request.gateway;
    this.logger.warn({ requestId: id, provider, operation, errorCode: code }, 'a kept answer stands in for a failure');
  }

  /** Somebody has been given sensitive values. */
  sensitiveRead({ provider, operation, request }: OperationCall): void {
    const { id, caller, trace } = request.gateway;
    this.auditLog.info(
      { audit: 'sensitive_read', requestId: id, ...trace?.ids, caller: caller?.name, provider, operation },
      'sensitive read',
    );
  }
}
