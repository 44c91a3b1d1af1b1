import { formatScaled, scaled, stylesOf } from "@/shared/format"

import type { Entry, Leaderboard } from "@/shared/api"

/** What is between two entries: the first column that tells them apart, as text. Null: nothing. */
export function differenceOf(board: Leaderboard, a: Entry, b: Entry): string | null {
  const styles = stylesOf(board)
  for (const [index, { name, decimals }] of board.columns.entries()) {
    const gap = scaled(a.scores[name] ?? 0, decimals) - scaled(b.scores[name] ?? 0, decimals)
    const style = styles[index]
    if (gap === 0n || !style) continue
    const text = formatScaled(gap < 0n ? -gap : gap, style)
    return board.columns.length > 1 ? `${text}\u202f${name}` : text
  }
  return null
}
