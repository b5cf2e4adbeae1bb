/** Where the window was, brought back to where someone can see it. */
import { z } from 'zod'

const savedBounds = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1).max(20_000),
  height: z.number().int().min(1).max(20_000),
  maximized: z.boolean(),
})
export type SavedBounds = z.infer<typeof savedBounds>

export interface Area {
  x: number
  y: number
  width: number
  height: number
}

export const initialSize = { width: 1280, height: 800 }
export const minimumSize = { width: 800, height: 600 }
/** Less than this of the window on a screen, and its title bar may be out of reach. Pixels. */
const visibleEnough = { width: 100, height: 40 }

/** Undefined for anything that is not what we wrote: the window then opens as on the first day. */
export function decodeBounds(text: string): SavedBounds | undefined {
  try {
    const parsed = savedBounds.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/** Without a position Electron centres the window. `workAreas` are the screens of today, without task bars. */
export function boundsOnScreen(
  saved: SavedBounds | undefined,
  workAreas: readonly Area[],
): { width: number; height: number; x?: number; y?: number } {
  if (!saved) return initialSize
  const seen = workAreas.find((area) => {
    const width = Math.min(saved.x + saved.width, area.x + area.width) - Math.max(saved.x, area.x)
    return width >= visibleEnough.width && saved.y >= area.y && saved.y <= area.y + area.height - visibleEnough.height
  })
  const area = seen ?? workAreas[0]
  const width = Math.max(minimumSize.width, Math.min(saved.width, area?.width ?? saved.width))
  const height = Math.max(minimumSize.height, Math.min(saved.height, area?.height ?? saved.height))
  return seen ? { x: saved.x, y: saved.y, width, height } : { width, height }
}
