import { useEffect, useRef, useState } from "react"

/** A value that changes at most so often: what is asked for with it is asked no more often. */
export function useSettled<T>(value: T, everyMs: number): T {
  const [settled, setSettled] = useState(value)
  const changedAt = useRef(0)
  useEffect(() => {
    if (Object.is(settled, value)) return
    const timer = setTimeout(
      () => {
        changedAt.current = Date.now()
        setSettled(value)
      },
      Math.max(0, changedAt.current + everyMs - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [value, settled, everyMs])
  return settled
}
