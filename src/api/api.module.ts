import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { CatalogueController } from './catalogue.controller.js';
import { ErrorPagesController } from './error-pages.controller.js';
import { HealthController } from './health.controller.js';
import { OperationsController } from './operations.controller.js';

/** What spans the providers: catalogue, writes, audit, health, error pages. */
@Module({
  controllers: [AuditController, CatalogueController, ErrorPagesController, HealthController, OperationsController],
})
export class ApiModule {}
