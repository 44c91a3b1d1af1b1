import { useSyncExternalStore } from "react"

const QUERY = "(min-width: 820px)"

/** How many bars, and how tall: as many as fit a phone, or a desk, without scrolling. */
export function useSize(): { rows: number; rowHeight: number } {
  const isWide = useSyncExternalStore(subscribe, () => matchMedia(QUERY).matches)
  return isWide ? { rows: 12, rowHeight: 44 } : { rows: 10, rowHeight: 37 }
}

function subscribe(told: () => void): () => void {
  const list = matchMedia(QUERY)
  list.addEventListener("change", told)
  return () => list.removeEventListener("change", told)
}
