import { expect, test } from 'vitest'
import { boundsOnScreen, decodeBounds, initialSize } from '../../../src/main/shell/bounds.ts'

const screen = { x: 0, y: 0, width: 1920, height: 1040 }
const second = { x: 1920, y: 0, width: 1280, height: 1024 }
const saved = { x: 100, y: 50, width: 1000, height: 700, maximized: false }

test('the first window has the initial size, and Electron centres it', () => {
  expect(boundsOnScreen(undefined, [screen])).toEqual(initialSize)
})

test('a window reopens where it was, on whichever screen', () => {
  expect(boundsOnScreen(saved, [screen])).toEqual({ x: 100, y: 50, width: 1000, height: 700 })
  expect(boundsOnScreen({ ...saved, x: 2000 }, [screen, second])).toMatchObject({ x: 2000, y: 50 })
})

test.each([
  ['on a screen that was unplugged', { x: 2000 }],
  ['far to the left', { x: -990 }],
  ['above the screen, where its title bar cannot be reached', { y: -20 }],
  ['below the screen', { y: 1030 }],
])('a window %s comes back', (_where, moved) => {
  const bounds = boundsOnScreen({ ...saved, ...moved }, [screen])
  expect(bounds).toEqual({ width: 1000, height: 700 })
})

test('a window larger than the screen of today is cut to it, and never below the minimum', () => {
  expect(boundsOnScreen({ ...saved, width: 4000, height: 3000 }, [screen])).toMatchObject({ width: 1920, height: 1040 })
  expect(boundsOnScreen({ ...saved, width: 10, height: 10 }, [screen])).toMatchObject({ width: 800, height: 600 })
})

test.each(['', 'null', '{}', '[1]', '{"x":"1"}', '{"x":1e400,"y":0,"width":1,"height":1,"maximized":true}', '\0'])(
  'a bounds file holding « %s » is forgotten',
  (text) => {
    expect(decodeBounds(text)).toBe(undefined)
  },
)

test('what is written is read', () => {
  expect(decodeBounds(JSON.stringify(saved))).toEqual(saved)
})
