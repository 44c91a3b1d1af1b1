import { useSyncExternalStore } from "react"

const WIDE = "(min-width: 820px)"
const TALL = "(min-height: 880px)"

const SIZES = {
  narrow: { rows: 10, rowHeight: 37 },
  wide: { rows: 10, rowHeight: 40 },
  tall: { rows: 12, rowHeight: 44 },
} as const

/** How many bars, and how tall: as many as fit above the controls without scrolling. */
export function useSize(): { rows: number; rowHeight: number } {
  return SIZES[useSyncExternalStore(subscribe, sizeOf)]
}

function sizeOf(): keyof typeof SIZES {
  if (!matchMedia(WIDE).matches) return "narrow"
  return matchMedia(TALL).matches ? "tall" : "wide"
}

function subscribe(told: () => void): () => void {
  const lists = [WIDE, TALL].map((query) => matchMedia(query))
  for (const list of lists) list.addEventListener("change", told)
  return () => {
    for (const list of lists) list.removeEventListener("change", told)
  }
}
