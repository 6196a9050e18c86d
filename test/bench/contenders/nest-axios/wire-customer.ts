/** SpherePay’s customer as it comes. */
export interface WireCustomer {
  id: string;
  type: string;
  email?: string;
  phone?: string;
  firstName?: string;
  lastName?: string;
  dateOfBirth?: string;
  tosStatus?: string;
  meta?: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
  personalInformation?: Record<string, string | undefined>;
  verificationProfiles?: WireProfile[];
}

export interface WireProfile {
  name: string;
  status: string;
  criteria: Record<'complete' | 'pending' | 'required' | 'errors', string[]>;
}
