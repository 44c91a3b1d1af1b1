import { useEffect, useState } from "react"

const EVERY_MS = 10_000

/** The way to the server and back in whole milliseconds, measured now and then. */
export function useLatency(active: boolean): number | null {
  const [latency, setLatency] = useState<number | null>(null)
  useEffect(() => {
    if (!active) return
    const measure = async () => {
      const start = performance.now()
      const isThere = await fetch("/health/live").then(
        (answer) => answer.ok,
        () => false,
      )
      setLatency(isThere ? Math.max(1, Math.round(performance.now() - start)) : null)
    }
    void measure()
    const timer = setInterval(() => document.hidden || void measure(), EVERY_MS)
    return () => clearInterval(timer)
  }, [active])
  return active ? latency : null
}
