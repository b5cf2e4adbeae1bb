export * from './api.ts'
export * from './result.ts'
export * from './shapes.ts'
