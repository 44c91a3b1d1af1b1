import { useCallback, useEffect, useLayoutEffect, useState, type RefObject } from "react"

import { rangeOf, scrolledTo, type Range } from "./range"

/** Rows that a printed table shows: a final result, not a million lines. */
const PRINTED = 100

type Windowed = {
  range: Range
  /** Bring a row into the middle of the window. */
  scrollTo: (index: number, behavior?: ScrollBehavior) => void
}

/** The rows of a list that are in the window, while the page scrolls. */
export function useRange(
  list: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
): Windowed {
  const [range, setRange] = useState<Range>({ first: 0, last: Math.min(count, 20), offset: 0 })

  const measure = useCallback(() => {
    const scrolled = -(list.current?.getBoundingClientRect().top ?? 0)
    const next = rangeOf({ count, rowHeight, scrolled, viewport: innerHeight })
    setRange((before) => (isSame(before, next) ? before : next))
  }, [list, count, rowHeight])

  useLayoutEffect(measure, [measure])
  useEffect(() => {
    const print = () => setRange({ first: 0, last: Math.min(count, PRINTED), offset: 0 })
    // What stands above the list changes its place without a scroll: the page's size tells.
    const watcher = new ResizeObserver(measure)
    watcher.observe(document.body)
    addEventListener("scroll", measure, { passive: true })
    addEventListener("resize", measure)
    addEventListener("beforeprint", print)
    addEventListener("afterprint", measure)
    return () => {
      watcher.disconnect()
      removeEventListener("scroll", measure)
      removeEventListener("resize", measure)
      removeEventListener("beforeprint", print)
      removeEventListener("afterprint", measure)
    }
  }, [measure, count])

  const scrollTo = useCallback(
    (index: number, behavior: ScrollBehavior = "auto") => {
      const top = (list.current?.getBoundingClientRect().top ?? 0) + scrollY
      const scrolled = scrolledTo(index, { count, rowHeight, viewport: innerHeight })
      window.scrollTo({ top: top + scrolled, behavior })
    },
    [list, count, rowHeight],
  )
  return { range, scrollTo }
}

function isSame(a: Range, b: Range): boolean {
  return a.first === b.first && a.last === b.last && a.offset === b.offset
}
