export * from './client.ts'
export * from './plate.ts'
export * from './vin.ts'
