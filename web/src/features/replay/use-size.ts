import { useMedia } from "@/shared/ui"

const WIDE = "(min-width: 820px)"
const TALL = "(min-height: 880px)"

const SIZES = {
  narrow: { rows: 10, rowHeight: 37 },
  wide: { rows: 10, rowHeight: 40 },
  tall: { rows: 12, rowHeight: 44 },
} as const

/** How many bars, and how tall: as many as fit above the controls without scrolling. */
export function useSize(): { rows: number; rowHeight: number } {
  const [isWide, isTall] = [useMedia(WIDE), useMedia(TALL)]
  if (!isWide) return SIZES.narrow
  return isTall ? SIZES.tall : SIZES.wide
}
