import { useEffect, type RefObject } from "react"

/** How long a row is waited for, in frames: about two seconds. */
const MOST_FRAMES = 120

type Options = {
  list: RefObject<HTMLElement | null>
  count: number
  first: number
  scrollTo: (index: number) => void
}

/** Arrows move through the rows; Enter is the row's own link. Home and End go to the ends. */
export function useKeys({ list, count, first, scrollTo }: Options): void {
  useEffect(() => {
    const focus = (index: number) => {
      const find = () =>
        list.current?.querySelector<HTMLElement>(`[data-position="${index + first}"]`)
      const row = find()
      if (row) {
        row.focus({ preventScroll: true })
        row.scrollIntoView({ block: "nearest" })
      } else {
        scrollTo(index)
        focusWhenDrawn(find, MOST_FRAMES)
      }
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isOther(event.target)) return
      const now = (document.activeElement as HTMLElement | null)?.dataset.position
      const index = now === undefined ? null : Number(now) - first
      const next = nextIndex(event.key, index, count)
      if (next === null) return
      event.preventDefault()
      focus(next)
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  }, [list, count, first, scrollTo])
}

/** Rows are drawn after the scroll is known, and where they must be asked for, later still. */
function focusWhenDrawn(find: () => HTMLElement | null | undefined, frames: number): void {
  requestAnimationFrame(() => {
    const row = find()
    if (row) row.focus({ preventScroll: true })
    else if (frames > 0) focusWhenDrawn(find, frames - 1)
  })
}

function nextIndex(key: string, index: number | null, count: number): number | null {
  if (count === 0) return null
  if (key === "End") return count - 1
  if (key === "Home" && index !== null) return 0
  if (key === "ArrowDown") return index === null ? 0 : Math.min(count - 1, index + 1)
  if (key === "ArrowUp" && index !== null) return Math.max(0, index - 1)
  return null
}

/** True where the arrows mean something of their own. */
function isOther(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select, dialog") !== null)
  )
}
