import { applyDecorators } from '@nestjs/common';
import { Expose, Transform, plainToInstance } from 'class-transformer';
import countries from 'i18n-iso-countries';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { VerificationDto, toVerification } from './verification.dto.js';
import type { WireCustomer } from './wire-customer.js';

/** A field that is made of the whole wire record; null when there is nothing. */
function From(read: (wire: WireCustomer) => unknown): PropertyDecorator {
  return applyDecorators(Expose(), Transform(({ obj }) => read(obj as WireCustomer) ?? null) as PropertyDecorator);
}

function toDto<T>(shape: new () => T, plain: object): T {
  return plainToInstance(shape, plain, { excludeExtraneousValues: true });
}

function toCountry(code: string | undefined): string | undefined {
  return code === undefined ? undefined : countries.alpha3ToAlpha2(code);
}

function toPhone(original: string | undefined): PhoneDto | null {
  if (original === undefined) return null;
  const number = parsePhoneNumberFromString(original);
  return toDto(PhoneDto, { e164: number?.number ?? null, country: number?.country ?? null, original });
}

export class PhoneDto {
  @Expose() e164!: string | null;
  @Expose() country!: string | null;
  @Expose() original!: string;
}

export class TaxIdDto {
  @From((wire) => wire.personalInformation?.['taxIdentificationNumberType']) type!: string | null;
  @From((wire) => toCountry(wire.personalInformation?.['taxIdentificationNumberCountry'])) country!: string | null;
  @From((wire) => wire.personalInformation?.['taxIdentificationNumberDescription']) description!: string | null;
}

export class PersonDto {
  @From((wire) => wire.firstName) givenName!: string | null;
  @From((wire) => wire.personalInformation?.['middleName']) middleName!: string | null;
  @From((wire) => wire.lastName) familyName!: string | null;
  @From((wire) => wire.dateOfBirth) dateOfBirth!: string | null;
  @From((wire) => wire.personalInformation?.['gender']) gender!: string | null;
  @From((wire) => wire.personalInformation?.['gender']) genderNative!: string | null;
  @From((wire) => toCountry(wire.personalInformation?.['nationality'])) nationality!: string | null;
  @From((wire) => toCountry(wire.personalInformation?.['countryOfBirth'])) countryOfBirth!: string | null;
  @From((wire) => toCountry(wire.personalInformation?.['residencyCountry'])) countryOfResidence!: string | null;
  @From((wire) => wire.personalInformation?.['occupationSocCode']) occupationCode!: string | null;
  @From((wire) => wire.personalInformation?.['sourceOfFunds']) sourceOfFunds!: string | null;
  @From(() => null) givenNameLatin!: string | null;
  @From(() => null) familyNameLatin!: string | null;
  @From((wire) => toDto(TaxIdDto, wire)) taxId!: TaxIdDto | null;
  @From(() => null) address!: null;
  @From(() => []) identityDocuments!: unknown[];
}

/** The canonical customer, made of SpherePay’s record by class-transformer. */
export class CustomerDto {
  @From((wire) => `spherepay:${wire.id}`) id!: string;
  @From(() => 'spherepay') provider!: string;
  @From((wire) => wire.id) providerId!: string;
  @From(() => null) externalId!: string | null;
  @From((wire) => wire.type) type!: string;
  @From(() => 'unknown') status!: string;
  @From(() => null) statusNative!: string | null;
  @From((wire) => `${wire.firstName} ${wire.lastName}`) displayName!: string | null;
  @From((wire) => wire.email) email!: string | null;
  @From((wire) => toPhone(wire.phone)) phone!: PhoneDto | null;
  @From((wire) => (wire.type === 'individual' ? toDto(PersonDto, wire) : null)) person!: PersonDto | null;
  @From(() => null) business!: null;
  @From((wire) => toDto(VerificationDto, toVerification(wire.verificationProfiles ?? [], wire.tosStatus)))
  verification!: VerificationDto;
  @From((wire) => wire.meta ?? {}) metadata!: Record<string, unknown>;
  @From((wire) => new Date(wire.createdAt).toISOString()) createdAt!: string;
  @From((wire) => new Date(wire.updatedAt).toISOString()) updatedAt!: string;
}
