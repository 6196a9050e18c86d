export function productionFlags(): string[];
