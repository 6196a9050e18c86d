import { Module } from '@nestjs/common';
import { CatalogueController } from './catalogue.controller.js';
import { ErrorPagesController } from './error-pages.controller.js';
import { HealthController } from './health.controller.js';

/** What spans the providers: catalogue, health, error pages. */
@Module({ controllers: [CatalogueController, ErrorPagesController, HealthController] })
export class ApiModule {}
