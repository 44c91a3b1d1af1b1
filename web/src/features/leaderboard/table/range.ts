/** Taller than this and browsers lose rows: Firefox stops near 17 million pixels. */
export const MOST_HEIGHT = 12_000_000
const OVERSCAN = 6

export type Range = {
  /** Indexes of the rows to draw: `first` to `last`, the last not included. */
  first: number
  last: number
  /** Where the first of them stands, in pixels from the list's top. */
  offset: number
}
type Lengths = {
  count: number
  rowHeight: number
  /** How far the list's top is above the window's, in pixels; negative while it is below. */
  scrolled: number
  viewport: number
}

/** The list's height in pixels: a pixel of it can stand for more where it is too long. */
export function listHeight(count: number, rowHeight: number): number {
  return Math.min(count * rowHeight, MOST_HEIGHT)
}

/**
 * Which rows are seen, and where they stand. O(1).
 *
 * Up to 250,000 rows a pixel is a pixel. A longer list scrolls faster than the wheel, so that
 * its scroll bar spans the whole of it: a million rows about four times.
 */
export function rangeOf({ count, rowHeight, scrolled, viewport }: Lengths): Range {
  const offset = virtualOffset({ count, rowHeight, scrolled, viewport })
  const first = clamp(Math.floor(offset / rowHeight) - OVERSCAN, 0, count)
  const last = clamp(Math.ceil((offset + viewport) / rowHeight) + OVERSCAN, first, count)
  return { first, last, offset: Math.round(first * rowHeight + scrolled - offset) }
}

/** How far the list must be scrolled for a row to stand in the middle of the window. */
export function scrolledTo(index: number, lengths: Omit<Lengths, "scrolled">): number {
  const { count, rowHeight, viewport } = lengths
  const wanted = index * rowHeight - (viewport - rowHeight) / 2
  const { real, full } = spans(count, rowHeight, viewport)
  return full <= real ? wanted : (clamp(wanted, 0, full) * real) / full
}

function virtualOffset({ count, rowHeight, scrolled, viewport }: Lengths): number {
  const { real, full } = spans(count, rowHeight, viewport)
  if (full <= real || scrolled <= 0) return scrolled
  return scrolled < real ? (scrolled * full) / real : full + scrolled - real
}

/** How far the list can be scrolled, in its own pixels and in those of all its rows. */
function spans(count: number, rowHeight: number, viewport: number) {
  const real = Math.max(1, listHeight(count, rowHeight) - viewport)
  return { real, full: Math.max(1, count * rowHeight - viewport) }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value))
}
