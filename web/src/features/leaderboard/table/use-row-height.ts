import { useMedia } from "@/shared/ui"

const NARROW = "(max-width: 559px)"
const ROW = 48
const NARROW_ROW = 52

/** The height of a row in pixels: a finger needs a little more. */
export function useRowHeight(): number {
  return useMedia(NARROW) ? NARROW_ROW : ROW
}
