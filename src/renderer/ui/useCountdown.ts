import { useEffect, useState } from 'react'

/** What is left until then, « 4:07 », each second anew; « 0:00 » after. */
export function useCountdown(untilMs: number): string {
  const seconds = useSecondsLeft(untilMs)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Whole seconds, rounded up: while one is left it is not over. */
export function useSecondsLeft(untilMs: number): number {
  const [now, setNow] = useState(Date.now)
  const over = now >= untilMs
  useEffect(() => {
    setNow(Date.now())
    if (over) return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [untilMs, over])
  return Math.max(0, Math.ceil((untilMs - now) / 1000))
}
