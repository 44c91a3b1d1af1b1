import { useSyncExternalStore } from "react"

const query = "(prefers-reduced-motion: reduce)"

/** True where the visitor wants no motion: then changes are shown at once. */
export function wantsNoMotion(): boolean {
  return matchMedia(query).matches
}

/** As `wantsNoMotion`, for a component that is drawn differently. */
export function useReducedMotion(): boolean {
  return useSyncExternalStore(subscribe, wantsNoMotion)
}

function subscribe(told: () => void): () => void {
  const list = matchMedia(query)
  list.addEventListener("change", told)
  return () => list.removeEventListener("change", told)
}
