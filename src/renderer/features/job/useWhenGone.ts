import { useEffect, useRef } from 'react'

/**
 * Runs the newest `write` when the component goes. A tab that is pressed takes a field away before it can blur: what
 * was typed there would be lost without a word.
 */
export function useWhenGone(write: () => void): void {
  const latest = useRef(write)
  useEffect(() => {
    latest.current = write
  })
  useEffect(() => () => latest.current(), [])
}
