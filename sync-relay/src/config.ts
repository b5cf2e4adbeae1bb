/** What a relay may be told, checked once at the door. */
import { z } from 'zod'
import { isLoopback } from './authorize.ts'

export const relayConfig = z
  .object({
    /** 0 picks a free one. */
    port: z.coerce.number().int().min(0).max(65_535),
    host: z.string().min(1).default('127.0.0.1'),
    /** Created when missing; holds the log and the blobs. */
    data: z.string().min(1),
    auth: z.enum(['none']),
    /** Web origins that may connect. None by default: a page in a browser on this machine is a stranger [F42]. */
    allowOrigins: z.array(z.string()).default([]),
  })
  .refine((config) => config.auth !== 'none' || isLoopback(config.host), {
    path: ['host'],
    message:
      '--auth none lets everyone who reaches the port read and write everything, so it is refused on anything but ' +
      'loopback. Use --host 127.0.0.1.',
  })

export type RelayConfig = z.infer<typeof relayConfig>
