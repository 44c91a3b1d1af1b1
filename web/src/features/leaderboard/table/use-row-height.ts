import { useMedia } from "@/shared/ui"

const NARROW = "(max-width: 559px)"
const ROW = 48
const NARROW_ROW = 52
/** With more further columns than this, they take two lines where it is narrow. */
const ONE_LINE = 2
const TALL_ROW = 70

/** The height of a row in pixels: a finger needs a little more, many columns a second line. */
export function useRowHeight(columns: number): number {
  if (!useMedia(NARROW)) return ROW
  return columns - 1 > ONE_LINE ? TALL_ROW : NARROW_ROW
}
