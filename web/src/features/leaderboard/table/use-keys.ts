import { useEffect, type RefObject } from "react"

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
        // Rows are drawn after the scroll is known: one frame for it, one for them.
        requestAnimationFrame(() => requestAnimationFrame(() => find()?.focus()))
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
