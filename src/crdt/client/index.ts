export * from './client.ts'
export * from './vin.ts'
