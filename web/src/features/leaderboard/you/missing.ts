import { scaled } from "@/shared/format"

import type { Column, Entry } from "@/shared/api"

/** What stands between two entries: the first column in which they differ, and by how much. */
export type Missing = { column: number; gap: bigint }

/** The difference of the first column that tells two entries apart; null where none does. */
export function missingBetween(mine: Entry, other: Entry, columns: Column[]): Missing | null {
  for (const [index, { name, decimals }] of columns.entries()) {
    const gap = scaled(other.scores[name] ?? 0, decimals) - scaled(mine.scores[name] ?? 0, decimals)
    if (gap !== 0n) return { column: index, gap: gap < 0n ? -gap : gap }
  }
  return null
}
