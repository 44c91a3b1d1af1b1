import { useSyncExternalStore } from "react"

const NARROW = "(max-width: 559px)"
const ROW = 48
const NARROW_ROW = 52

/** The height of a row in pixels: a finger needs a little more. */
export function useRowHeight(): number {
  return useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches) ? NARROW_ROW : ROW
}

function subscribe(told: () => void): () => void {
  const list = matchMedia(NARROW)
  list.addEventListener("change", told)
  return () => list.removeEventListener("change", told)
}
