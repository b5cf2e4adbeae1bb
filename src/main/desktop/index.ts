export * from './desktop.ts'
