import { useEffect, useLayoutEffect, useState, type RefObject } from "react"

const REM_PX = 16

/** True where an element that is drawn is at least so wide, in rem. */
export function useRoom(
  element: RefObject<HTMLElement | null>,
  isDrawn: boolean,
  rem: number,
): boolean {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => setWidth(element.current?.clientWidth ?? 0), [element, isDrawn])
  useEffect(() => {
    if (!element.current) return
    const watcher = new ResizeObserver(([seen]) => setWidth(seen?.contentRect.width ?? 0))
    watcher.observe(element.current)
    return () => watcher.disconnect()
  }, [element, isDrawn])
  return width >= rem * REM_PX
}
