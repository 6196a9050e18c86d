// What people usually write: Nest on Express, `HttpService` as it comes (axios over `node:http`), class-transformer.
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { HttpModule, HttpService } from '@nestjs/axios';
import { Controller, Get, Injectable, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { plainToInstance } from 'class-transformer';
import { firstValueFrom } from 'rxjs';
import { CustomerDto } from './customer.dto.js';
import type { WireCustomer } from './wire-customer.js';

@Injectable()
class CustomersService {
  constructor(private readonly http: HttpService) {}

  async find(id: string): Promise<CustomerDto> {
    const url = `${process.env['UPSTREAM']}/v2/customer/${encodeURIComponent(id)}`;
    const headers = { authorization: 'Bearer bench' };
    const { data } = await firstValueFrom(this.http.get<WireCustomer>(url, { headers, timeout: 10_000 }));
    return plainToInstance(CustomerDto, data, { excludeExtraneousValues: true });
  }
}

@Controller('v1/spherepay/customers')
class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Get(':id')
  async get(@Param('id') id: string) {
    const data = await this.customers.find(id);
    const sources = [{ provider: 'spherepay', asOf: new Date().toISOString(), from: 'live' }];
    return { data, meta: { requestId: randomUUID(), sources, warnings: [] } };
  }
}

@Module({ imports: [HttpModule], controllers: [CustomersController], providers: [CustomersService] })
class AppModule {}

const app = await NestFactory.create(AppModule, new ExpressAdapter(), { logger: false });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
